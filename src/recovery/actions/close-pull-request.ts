import { z } from "zod";
import { defineAction } from "../action.js";
import { baseRef, headSha, requireSameHead } from "../same-head.js";

const params = z.object({ number: z.number(), url: z.string(), headSha, baseRef });

export const closePullRequest = defineAction<z.output<typeof params>>({
  name: "close-pull-request",
  says: "Closes a fix pull request that did not pass the checks.",
  risk: "low",
  reach: "act",
  permission: "pull_requests: write",
  flag: null,
  content: false,
  params,
  undo: "Reopen it.",
  observe: async (plan, { number, url }, { github }) => {
    const pull = await github.pull(plan.repository, number);
    return pull?.state === "closed" ? { number, url } : null;
  },
  apply: async (plan, { number, url, headSha, baseRef }, { github }) => {
    await requireSameHead(plan, { number, headSha, baseRef }, github);
    await github.updatePull(plan.repository, number, { state: "closed" });
    return { number, url };
  },
});
