import { z } from "zod";
import { HealError, reasonOf } from "../../core/errors.js";
import { statusOf } from "../../github/errors.js";
import { defineAction, markOf, published } from "../action.js";

const params = z.object({
  head: z.string().startsWith("heal/"),
  base: z.string(),
  title: published,
  body: published,
});

export const openPullRequest = defineAction<z.output<typeof params>>({
  name: "open-pull-request",
  says: "Opens a draft pull request from a `heal/` branch.",
  risk: "medium",
  reach: "act",
  permission: "pull_requests: write",
  flag: "self_healing.codegen_integration",
  content: true,
  params,
  undo: "Close the pull request and delete its branch.",
  // Anybody who may push can make a branch of this name and a pull request from it. A second one of ours GitHub refuses.
  observe: async (plan, { head }, { github, marks }) => {
    const pull = await github.pullOf(plan.repository, head);
    return pull?.own && marks.ends(pull.body, markOf(plan)) ? { number: pull.number, url: pull.url } : null;
  },
  apply: async (plan, { head, base, title, body }, { github, marks }) => {
    const asked = { head, base, title, body: `${body}\n\n${marks.line(markOf(plan))}`, draft: true };
    try {
      const pull = await github.openPull(plan.repository, asked);
      return { number: pull.number, url: pull.url };
    } catch (error) {
      // It is there, and the list in which it was looked for came late: looked for again, it is ours or another's.
      if (statusOf(error) !== 422 || !/already exists/i.test(reasonOf(error))) throw error;
      const there = await github.pullOf(plan.repository, head);
      if (there && !(there.own && marks.ends(there.body, markOf(plan)))) throw error;
      throw new HealError(
        "HEAL_GITHUB_UNAVAILABLE",
        "a pull request of the branch exists and is not listed yet",
        {
          cause: error,
        },
      );
    }
  },
});
