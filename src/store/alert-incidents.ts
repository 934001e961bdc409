import type { Severity } from "../events/event.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import { readIncident, type IncidentRow, type RawIncident } from "./incident-row.js";

/** The incident, and nobody else changes it until the transaction ends. */
export const getAndLockIncident = async (tx: Db, id: number): Promise<IncidentRow | null> => {
  const row = await tx.maybe<RawIncident>`select * from incidents where id = ${id} for no key update`;
  return row && readIncident(row);
};

/** One more message of an alert that is in the incident. */
export const countAlert = (
  tx: Db,
  id: number,
  { severity, at, now }: { severity: Severity; at: Date; now: Date },
): Promise<number> =>
  tx.run`
    update incidents set events = events + 1, severity = ${severity}, last_seen = greatest(last_seen, ${at}), pings = pings + 1,
      next_step_at = case when state in ${FINAL} then null else ${now}::timestamptz end
    where id = ${id}`;

/** What was over goes on: the same trouble came back. */
export const reopenIncident = (tx: Db, id: number, now: Date): Promise<number> =>
  tx.run`
    update incidents set state = 'open', closed_at = null, reopened = reopened + 1, claims = claims + 1, claimed_until = null,
      step_attempts = 0, trouble = null, next_step_at = ${now}
    where id = ${id} and state in ${FINAL} and merged_into is null`;

/** Incidents of services that burn now, oldest first. */
export const burning = (
  db: Db,
  services: readonly string[],
  of: { repository: string; installationId: number | null },
): Promise<{ id: number; service: string; title: string }[]> =>
  db.many`
    select id, service, title from incidents i
    where kind = 'alert' and service = any(${[...services]}::text[]) and state not in ${FINAL}
      and (repository = ${of.repository} or installation_id = ${of.installationId})
      and exists (select from alert_members m
        where m.incident_id = i.id and m.role = 'cause' and m.ended_at is null and m.gap is null)
    order by id limit 20`;
