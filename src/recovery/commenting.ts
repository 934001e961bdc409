import { z } from "zod";
import { define, marker, type Action } from "./action.js";

const params = z.object({ number: z.number(), body: z.string() });

/** Comments are one thing to GitHub and two to heal: spoken unasked, or in answer to a person. */
export const commenting = (name: string, says: string, reach: "speak" | "answer"): Action =>
  define<z.output<typeof params>>({
    name,
    says,
    risk: "low",
    reach,
    permission: "issues: write",
    flag: null,
    content: true,
    params,
    undo: "Delete the comment.",
    observe: async (plan, { number }, { github }) => {
      const all = await github.comments(plan.repository, number, new Date(plan.since));
      const own = all.find((one) => one.body.includes(marker(plan.key)));
      return own ? { id: own.id, url: own.url } : null;
    },
    apply: async (plan, { number, body }, { github }) => {
      const made = await github.comment(plan.repository, number, `${body}\n\n${marker(plan.key)}`);
      return { id: made.id, url: made.url };
    },
  });
