import { z } from "zod";
import { defineAction, published } from "../action.js";
import { checkText, ofCheckRuns, identityOf } from "../check-text.js";

const params = z.object({ headSha: z.string(), text: checkText(published) });

export const createCheckRun = defineAction<z.output<typeof params>>({
  name: "create-check-run",
  says: "Tells on a commit what failed there, and whose it is: the check run `heal`.",
  ...ofCheckRuns,
  params,
  observe: async (plan, { headSha }, { github }) =>
    (await github.ownCheckRun(plan.repository, identityOf(plan, headSha))) ?? "unseen",
  apply: (plan, { headSha, text }, { github }) =>
    github.createCheckRun(plan.repository, identityOf(plan, headSha), text),
});
