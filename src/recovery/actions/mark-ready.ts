import { z } from "zod";
import { defineAction } from "../action.js";
import { baseRef, headSha, requireSameHead } from "../same-head.js";

const params = z.object({ number: z.number(), nodeId: z.string(), url: z.string(), headSha, baseRef });

export const markReady = defineAction<z.output<typeof params>>({
  name: "mark-ready",
  says: "Takes a fix pull request out of draft when the repository's CI is green.",
  risk: "low",
  reach: "act",
  permission: "pull_requests: write",
  flag: null,
  content: false,
  params,
  undo: "Convert it to a draft again.",
  observe: async (plan, { number, url, headSha }, { github }) => {
    const pull = await github.pull(plan.repository, number);
    return pull && !pull.draft && pull.headSha === headSha ? { number, url } : null;
  },
  apply: async (plan, { number, nodeId, url, headSha, baseRef }, { github }) => {
    await requireSameHead(plan, { number, headSha, baseRef }, github);
    await github.markReady(plan.repository, { number, nodeId });
    return { number, url };
  },
});
