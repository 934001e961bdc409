import { z } from "zod";
import { defineAction, published } from "../action.js";
import { checkText } from "../check-text.js";

const params = z.object({ id: z.number(), url: z.string(), text: checkText(published) });

export const updateCheckRun = defineAction<z.output<typeof params>>({
  name: "update-check-run",
  says: "Brings a commit's check run `heal` up to date.",
  risk: "low",
  reach: "speak",
  permission: "checks: write",
  flag: null,
  content: false,
  params,
  undo: "A check run cannot be deleted; the commit's next one replaces it.",
  // Setting the same text twice is one effect.
  observe: async () => null,
  apply: async (plan, { id, url, text }, { github }) => {
    await github.updateCheckRun(plan.repository, id, text);
    return { id, url };
  },
});
