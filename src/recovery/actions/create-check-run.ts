import { z } from "zod";
import { defineAction, published } from "../action.js";
import { checkName, checkText, ofCheckRuns, identityOf } from "../check-text.js";

const params = z.object({ headSha: z.string(), name: checkName, text: checkText(published) });

export const createCheckRun = defineAction<z.output<typeof params>>({
  name: "create-check-run",
  says: "Tells on a commit what failed there, and whose it is (the check run `heal`), or whether heal.yml is valid (`heal config`).",
  ...ofCheckRuns,
  params,
  observe: async (plan, params, { github }) =>
    (await github.ownCheckRun(plan.repository, identityOf(plan, params))) ?? "unseen",
  apply: (plan, params, { github }) =>
    github.createCheckRun(plan.repository, identityOf(plan, params), params.text),
});
