import type { Chosen, StoredDiagnosis } from "../decision/stored.js";
import { finalStates, type IncidentState } from "../events/incident.js";
import type { Trouble } from "../events/trouble.js";
import type { Db } from "./db.js";
import { readIncident, type IncidentRow, type RawIncident } from "./incident-row.js";
import { json } from "./json.js";
import { ClaimLost } from "./lease.js";

export const dueIncidents = (db: Db, now: Date, limit: number): Promise<{ id: number }[]> =>
  db.many<{ id: number }>`
    select id from incidents where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    order by next_step_at limit ${limit}`;

/** Takes the incident for one step; null while another worker has it or when it is not due. */
export async function claimIncident(
  db: Db,
  id: number,
  now: Date,
  leaseMs: number,
): Promise<IncidentRow | null> {
  const row = await db.maybe<RawIncident>`
    update incidents set claimed_until = ${new Date(now.getTime() + leaseMs)}, step_attempts = step_attempts + 1, claims = claims + 1
    where id = ${id} and next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    returning *`;
  return row && readIncident(row);
}

/** A row that cannot be read gets no step; its trouble is shown, and it is tried again at `until`. */
export const setAside = (db: Db, id: number, trouble: Trouble, until: Date): Promise<number> =>
  db.run`
    update incidents set trouble = ${json(trouble)}::jsonb, next_step_at = ${until}, claimed_until = null
    where id = ${id} and next_step_at is not null`;

export const renewIncident = (
  db: Db,
  claimed: Pick<IncidentRow, "id" | "claims">,
  until: Date,
): Promise<number> =>
  db.run`
    update incidents set claimed_until = ${until} where id =
      (select id from incidents
       where id = ${claimed.id} and claims = ${claimed.claims} and claimed_until is not null for update skip locked)`;

/**
 * Takes the row until the transaction ends. Whoever writes an incident and detectors' rows takes the incident first, so that
 * nobody waits in a circle.
 */
export const lockIncident = (tx: Db, id: number): Promise<number> =>
  tx.run`select 1 from incidents where id = ${id} for no key update`;

/** Whether something came for it since it was claimed. */
export const pingedSince = async (tx: Db, claimed: Pick<IncidentRow, "id" | "pings">): Promise<boolean> =>
  (await tx.maybe`select 1 from incidents where id = ${claimed.id} and pings <> ${claimed.pings}`) !== null;

export interface StepEnd {
  state: IncidentState;
  nextStepAt: Date | null;
  /** The step got further: the count of tries starts anew. */
  progress: boolean;
  category?: string;
  fingerprint?: string | null;
  diagnosis?: StoredDiagnosis;
  action?: string | null;
  issue?: { number: number; url: string };
  mergedInto?: number;
  /** What is being done, with all that doing it takes. */
  chosen?: Chosen;
  /** The person's request was dealt with. */
  answered?: boolean;
  /** Why it got no further; forgotten once it does. */
  trouble?: Trouble;
}

/**
 * Gives the incident back. Whoever pinged it meanwhile makes it due at once, so no wake-up is lost. Throws `ClaimLost` when
 * another worker has claimed it since, or a person closed it.
 */
export const endStep = async (
  db: Db,
  claimed: IncidentRow,
  end: StepEnd,
  now: Date,
): Promise<{ next_step_at: Date | null }> => {
  const ended = await db.maybe<{ next_step_at: Date | null }>`
    update incidents set
      state = ${end.state},
      category = coalesce(${end.category ?? null}, category),
      fingerprint = coalesce(${end.fingerprint ?? null}, fingerprint),
      diagnosis = coalesce(${end.diagnosis === undefined ? null : json(end.diagnosis)}::jsonb, diagnosis),
      action = coalesce(${end.action ?? null}, action),
      chosen = coalesce(${end.chosen === undefined ? null : json(end.chosen)}::jsonb, chosen),
      issue_number = coalesce(${end.issue?.number ?? null}, issue_number),
      issue_url = coalesce(${end.issue?.url ?? null}, issue_url),
      merged_into = coalesce(${end.mergedInto ?? null}, merged_into),
      requested = case when ${end.answered ?? false} then null else requested end,
      closed_at = case when ${finalStates.includes(end.state)} then ${now}::timestamptz else null end,
      step_attempts = case when ${end.progress} then 0 else step_attempts end,
      trouble = case when ${end.progress} then null
        else coalesce(${end.trouble === undefined ? null : json(end.trouble)}::jsonb, trouble) end,
      claimed_until = null,
      next_step_at = case when ${finalStates.includes(end.state)} then null
        when pings <> ${claimed.pings} then ${now}::timestamptz else ${end.nextStepAt}::timestamptz end
    where id = ${claimed.id} and claims = ${claimed.claims}
    returning next_step_at`;
  if (!ended) throw new ClaimLost(`incident ${claimed.id}`);
  return ended;
};
