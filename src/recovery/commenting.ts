import { z } from "zod";
import { DAY } from "../core/clock.js";
import { defineAction, searchFrom, markOf, type Action, published } from "./action.js";

const params = z.object({
  number: z.number(),
  body: published,
  /** The comment that is answered: it is in the thread's list, or the list is older than it (or its author took it back). */
  answers: z.number().optional(),
});

/** Comments are one thing to GitHub and two to heal: spoken unasked, or in answer to a person. */
export const commenting = (name: string, says: string, reach: "speak" | "answer"): Action =>
  defineAction<z.output<typeof params>>({
    name,
    says,
    risk: "low",
    reach,
    permission: "issues: write",
    flag: null,
    content: true,
    params,
    undo: "Delete the comment.",
    observe: async (plan, { number, answers }, { github, marks }) => {
      // A mark cannot be another comment's, so there is no harm in looking further back than clocks differ.
      const all = await github.comments(plan.repository, number, searchFrom(plan, DAY));
      const own = all.find((one) => one.own && marks.ends(one.body, markOf(plan)));
      if (own) return { id: own.id, url: own.url };
      if (answers !== undefined && all.every((one) => one.id !== answers)) return "stale";
      return all.length === 0 ? "empty" : "unseen";
    },
    apply: async (plan, { number, body }, { github, marks }) => {
      const made = await github.comment(plan.repository, number, `${body}\n\n${marks.line(markOf(plan))}`);
      return { id: made.id, url: made.url };
    },
  });
