import { z } from "zod";
import { defineAction, published } from "../action.js";
import { baseRef, headSha, requireSameHead } from "../same-head.js";

const params = z.object({ number: z.number(), url: z.string(), body: published, headSha, baseRef });

export const updatePullRequest = defineAction<z.output<typeof params>>({
  name: "update-pull-request",
  says: "Writes diagnosis and test results into the text of a fix pull request.",
  risk: "low",
  reach: "act",
  permission: "pull_requests: write",
  flag: null,
  content: false,
  params,
  undo: "Edit the text; GitHub keeps the earlier one.",
  observe: async () => null,
  apply: async (plan, { number, url, body, headSha, baseRef }, { github }) => {
    await requireSameHead(plan, { number, headSha, baseRef }, github);
    await github.updatePull(plan.repository, number, { body });
    return { number, url };
  },
});
