import { atLeast } from "../events/alerts/standing.js";
import type { RepositoryRef, Severity } from "../events/event.js";
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

/** A person says whose it is; it goes its way from there. 0: it has a repository by now, or is over. */
export const routeByHand = (tx: Db, id: number, to: RepositoryRef, now: Date): Promise<number> =>
  tx.run`
    update incidents set repository = ${to.fullName}, repository_id = ${to.id}, installation_id = ${to.installationId},
      pings = pings + 1, step_attempts = 0, next_step_at = ${now}
    where id = ${id} and kind = 'alert' and repository is null and state not in ${FINAL}`;

/** What a trouble is to explain, which is never worse than the trouble. */
interface Effect {
  severity: Severity;
}

/** Incidents of a repository's services that burn now, at least as badly as what they are to explain, oldest first. */
export const burning = (
  db: Db,
  services: readonly string[],
  { repository, severity }: Effect & { repository: string },
): Promise<{ id: number; service: string; title: string }[]> =>
  db.many`
    select id, service, title from incidents i
    where kind = 'alert' and service = any(${[...services]}::text[]) and state not in ${FINAL} and repository = ${repository}
      and exists (select from alert_members m
        where m.incident_id = i.id and m.role = 'cause' and m.ended_at is null and m.gap is null
          and m.severity = any(${[...atLeast(severity)]}::text[]))
    order by id limit 20`;

/** Open incidents of monitoring's own trouble with a service, newest first. */
export const openGaps = async (
  db: Db,
  { repository, service }: { repository: string; service: string },
): Promise<number[]> =>
  (
    await db.many<{ id: number }>`
    select id from incidents
    where kind = 'alert' and service = ${service} and state not in ${FINAL} and repository = ${repository}
      and category = 'monitoring_gap'
    order by id desc limit 5`
  ).map(({ id }) => id);

/** Whether an incident burns so badly now, or did after `since`. */
export const firingSince = async (
  db: Db,
  incident: number,
  { severity, since }: Effect & { since: Date },
): Promise<boolean> =>
  (await db.maybe`
    select 1 from alert_members where incident_id = ${incident} and role = 'cause' and gap is null
      and (ended_at is null or ended_at > ${since}) and severity = any(${[...atLeast(severity)]}::text[]) limit 1`) !==
  null;
