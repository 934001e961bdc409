import type { DecisionContext } from "../decision/context.js";
import { dependenciesOf } from "../events/alerts/dependencies.js";
import { burning, openGaps } from "../store/alert-incidents.js";
import type { IncidentRow } from "../store/incidents.js";
import type { PipelineDeps, Rules } from "./deps.js";

/** The first service that this incident's depends on, and that has an incident of its own. */
export async function burningOf(
  row: IncidentRow,
  service: string | null,
  { config }: Rules,
  { db }: PipelineDeps,
): Promise<DecisionContext["burning"]> {
  if (row.kind !== "alert" || service === null || row.repository === null) return null;
  const names = dependenciesOf(service, config.services);
  const { repository, severity } = row;
  const found = names.length === 0 ? [] : await burning(db, names, { repository, severity });
  const [other] = found.filter(({ id }) => id !== row.id);
  return other ? { service: other.service, incident: other.id } : null;
}

/** The newest open incident of monitoring's own trouble with the service, but for this one. */
export async function blindOf(
  { id, kind, repository }: IncidentRow,
  service: string | null,
  { db }: PipelineDeps,
): Promise<number | null> {
  if (kind !== "alert" || service === null || repository === null) return null;
  return (await openGaps(db, { repository, service })).find((gap) => gap !== id) ?? null;
}
