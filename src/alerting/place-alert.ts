import { dependenciesOf, FOLLOWS_FOR_MS } from "../events/alerts/dependencies.js";
import type { AlertTransition } from "../events/alerts/episode.js";
import { RETURNS_WITHIN_MS } from "../events/alerts/grouping.js";
import type { AlertEvent } from "../events/event.js";
import { finalStates } from "../events/incident.js";
import type { RepositoryConfig } from "../playbooks/repository-config.js";
import type { AlertGroup, AlertRole } from "../store/alert-groups.js";
import { burning, firingSince, getAndLockIncident } from "../store/alert-incidents.js";
import type { KnownMember } from "../store/alert-members.js";
import type { Db } from "../store/db.js";
import { getIncident, type IncidentRow } from "../store/incidents.js";

/** Where an alert belongs. */
export type Place =
  | { how: "joins" | "returns"; incident: IncidentRow; role: AlertRole }
  | { how: "opens"; role: AlertRole };

export interface Placing {
  event: AlertEvent;
  turn: AlertTransition;
  known: KnownMember | null;
  group: AlertGroup;
  config: RepositoryConfig;
  at: Date;
}

export const isOpen = (row: IncidentRow): boolean => !finalStates.includes(row.state);

export async function placeOf(tx: Db, { event, turn, known, group, config, at }: Placing): Promise<Place> {
  const own = known && (await getAndLockIncident(tx, known.incident_id));
  if (known && own) {
    const joins: Place = { how: "joins", incident: own, role: known.role };
    // What is told of something that is over changes nothing, and what nobody wanted to act on stays so while it goes on.
    const tells = turn !== "begins" && (event.status === "resolved" || known.ended_at !== null);
    if (isOpen(own) || tells || (turn !== "begins" && own.state === "ignored")) return joins;
  }
  const of = group.incident_id === null ? null : await getAndLockIncident(tx, group.incident_id);
  if (of && isOpen(of) && (group.role === "cause" || (await explains(tx, of, event, at))))
    return { how: "joins", incident: of, role: group.role };
  if (of && group.role === "cause" && of.merged_into === null && turn === "begins") {
    const since = at.getTime() - (of.closed_at ?? group.changed_at).getTime();
    if (since <= RETURNS_WITHIN_MS) return { how: "returns", incident: of, role: "cause" };
  }
  const cause = event.gap === undefined ? await dependencyOf(tx, event, config) : null;
  return cause && isOpen(cause)
    ? { how: "joins", incident: cause, role: "consequence" }
    : { how: "opens", role: "cause" };
}

/** Others of its group followed from this incident; whether it does too. */
const explains = (tx: Db, { id }: IncidentRow, { severity }: AlertEvent, at: Date): Promise<boolean> =>
  firingSince(tx, id, { severity, since: new Date(at.getTime() - FOLLOWS_FOR_MS) });

/** The incident of a service that this one depends on, and that burns as badly; a small trouble hides no great one. */
async function dependencyOf(
  tx: Db,
  { repository, service, severity }: AlertEvent,
  { services }: RepositoryConfig,
): Promise<IncidentRow | null> {
  const names = service === null ? [] : dependenciesOf(service, services);
  if (repository === null || names.length === 0) return null;
  const [first] = await burning(tx, names, { repository: repository.fullName, severity });
  return first ? getAndLockIncident(tx, first.id) : null;
}

/**
 * The group follows its alerts to where they are taken now. What is told of an incident that is over does not lead it back there,
 * and while its own incident is open it stays. Whether it was moved.
 */
export async function leadGroup(tx: Db, group: AlertGroup, place: Place, id: number): Promise<boolean> {
  const before = { incident: group.incident_id, role: group.role };
  if (before.incident !== null && before.incident !== id && place.how === "joins") {
    if (!isOpen(place.incident)) return false;
    const current = await getIncident(tx, before.incident);
    if (current && isOpen(current)) return false;
  }
  group.incident_id = id;
  group.role = place.role;
  return before.incident !== id || before.role !== place.role;
}
