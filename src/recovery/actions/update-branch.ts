import { z } from "zod";
import { defineAction } from "../action.js";
import { headSha } from "../same-head.js";

const params = z.object({ number: z.number(), url: z.string(), headSha });

export const updateBranch = defineAction<z.output<typeof params>>({
  name: "update-branch",
  says: "Merges the base branch into a pull request's branch that is behind it.",
  risk: "medium",
  reach: "act",
  permission: "pull_requests: write",
  flag: "self_healing.recovery",
  content: false,
  params,
  undo: "Reset the branch to the commit before the merge.",
  observe: async (plan, { number, url, headSha: before }, { github }) => {
    const pull = await github.pull(plan.repository, number);
    return pull && pull.headSha !== before ? { number, url, sha: pull.headSha } : null;
  },
  // GitHub refuses it at another head (422), so what somebody pushed meanwhile is not merged into unseen.
  apply: async (plan, { number, url, headSha: before }, { github }) => {
    await github.updateBranch(plan.repository, number, before);
    return { number, url };
  },
});
