import { z } from "zod";
import { defineAction } from "../action.js";
import { baseRef, headSha, requireSameHead } from "../same-head.js";

const params = z.object({ number: z.number(), nodeId: z.string(), url: z.string(), headSha, baseRef });

export const convertToDraft = defineAction<z.output<typeof params>>({
  name: "convert-to-draft",
  says: "Turns a fix pull request back into a draft when it was pushed to after the checks, or is not proven.",
  risk: "low",
  reach: "act",
  permission: "pull_requests: write",
  flag: null,
  content: false,
  params,
  undo: "Mark it ready for review.",
  observe: async (plan, { number, url, headSha }, { github }) => {
    const pull = await github.pull(plan.repository, number);
    return pull?.draft && pull.headSha === headSha ? { number, url } : null;
  },
  apply: async (plan, { number, nodeId, url, headSha, baseRef }, { github }) => {
    await requireSameHead(plan, { number, headSha, baseRef }, github);
    await github.convertToDraft(plan.repository, { number, nodeId });
    return { number, url };
  },
});
