import type { RepositoryRef } from "../../events/event.js";
import type { GitHub } from "../../github/port.js";
import { factsAskedFor } from "../../recovery/dispatch-inputs.js";
import { stepKey, type MoveContext, type Planner } from "./context.js";

/** The same for the plan and for who looks for its run. */
export const dispatchKey = (context: Pick<MoveContext, "row" | "repository" | "chosen">): string =>
  stepKey("dispatch", context.row, context.repository, context.chosen);

export const dispatch: Planner = async (context) => {
  const { row, chosen, repository, shared, use, base, deps } = context;
  if (use.thing === null) return null;
  const { ref, text } = await workflowText(repository, use.thing, deps.github);
  const given = chosen.step.inputs ?? {};
  const facts = factsAskedFor(text, { service: shared.service, incident: row.id }, given);
  return {
    ...base,
    key: dispatchKey(context),
    params: { workflow: use.thing, ref, inputs: { ...facts, ...given } },
  };
};

/** Deployments that are looked through for one that succeeded. */
const LOOKED_AT = 10;

/** The rollback workflow is told the commit by its input `ref`: nothing else can be meant by it. */
export const rollback: Planner = async (context) => {
  const { row, chosen, repository, shared, base, deps } = context;
  const { workflow, environment, inputs: given = {} } = chosen.step;
  if (workflow === undefined || environment === undefined) return null;
  const sha = await deployedBefore(context, environment);
  if (sha === null) return { nothing: `no other commit was deployed to ${environment} successfully before` };
  const { ref, text } = await workflowText(repository, workflow, deps.github);
  const facts = factsAskedFor(text, { service: shared.service, incident: row.id, ref: sha }, given);
  if (facts.ref !== sha)
    return { nothing: `${workflow} takes no input named ref, by which it would be told what to deploy` };
  return { ...base, key: dispatchKey(context), params: { workflow, ref, inputs: { ...facts, ...given } } };
};

/**
 * The commit that ran there before: for a failed run the last that succeeded; for an alert what is there now succeeded, so the one
 * before it.
 */
async function deployedBefore(
  { row, repository, deps: { github } }: MoveContext,
  environment: string,
): Promise<string | null> {
  const all = await github.deployments(repository, environment);
  const bad = row.run?.headSha ?? all[0]?.sha;
  for (const { id, sha } of all.filter((one) => one.sha !== bad).slice(0, LOOKED_AT))
    if (await github.deploymentSucceeded(repository, id)) return sha;
  return null;
}

async function workflowText(
  repository: RepositoryRef,
  workflow: string,
  github: Pick<GitHub, "defaultBranch" | "file">,
): Promise<{ ref: string; text: string | null }> {
  const ref = await github.defaultBranch(repository);
  return { ref, text: await github.file(repository, `.github/workflows/${workflow}`, ref) };
}
