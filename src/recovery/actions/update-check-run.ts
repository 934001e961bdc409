import { z } from "zod";
import { defineAction, published } from "../action.js";
import { checkText, ofCheckRuns } from "../check-text.js";

const params = z.object({ id: z.number(), url: z.string(), text: checkText(published) });

export const updateCheckRun = defineAction<z.output<typeof params>>({
  name: "update-check-run",
  says: "Brings a commit's check run `heal` or `heal config` up to date.",
  ...ofCheckRuns,
  params,
  // Setting the same text twice is one effect.
  observe: async () => null,
  apply: async (plan, { id, url, text }, { github }) => {
    await github.updateCheckRun(plan.repository, id, text);
    return { id, url };
  },
});
