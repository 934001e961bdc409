import { z } from "zod";
import { HealError } from "../../core/errors.js";
import { defineAction } from "../action.js";

const params = z.object({ number: z.number(), login: z.string() });

export const assignIssue = defineAction<z.output<typeof params>>({
  name: "assign-issue",
  says: "Assigns an issue that heal opened to whom a person named.",
  risk: "low",
  reach: "speak",
  permission: "issues: write",
  flag: null,
  content: false,
  params,
  undo: "Take the assignee away.",
  // Assigning twice is one effect.
  observe: async () => null,
  apply: async (plan, { number, login }, { github }) => {
    const assignees = await github.assign(plan.repository, number, login);
    // docs (REST API, Add assignees to an issue): who may not be assigned is left out without a word.
    if (!assignees.some((one) => one.toLowerCase() === login.toLowerCase()))
      throw new HealError("HEAL_GITHUB_REFUSED", `GitHub does not let ${login} be assigned here`);
    return { number };
  },
});
