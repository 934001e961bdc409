import type { EffectResult, Plan } from "../decision/plan.js";
import type { RepositoryRef } from "../events/event.js";
import type { IncidentRow } from "../store/incidents.js";
import { reopenIntent } from "../store/intents.js";
import type { PipelineDeps } from "./deps.js";

/** What every effect of an incident says of it. */
export const baseOf = (row: IncidentRow, repository: RepositoryRef) => ({
  repository,
  incidentId: row.id,
  since: row.first_seen.toISOString(),
});

/** What was refused when nobody could be told is tried again; an answer that was lost is looked for first. */
export async function runAnew(
  row: IncidentRow,
  { db, effects }: PipelineDeps,
  plan: Plan,
): Promise<EffectResult> {
  if ((row.trouble?.untold ?? 0) > 0) await reopenIntent(db, plan.key);
  return effects.run(plan);
}

export const commentPlan = (
  row: IncidentRow,
  repository: RepositoryRef,
  number: number,
  body: string,
  key: string,
): Plan => ({
  action: "comment",
  key,
  repository,
  incidentId: row.id,
  since: row.first_seen.toISOString(),
  params: { number, body },
});
