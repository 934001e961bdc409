import type { RepositoryRef, RunFacts, Severity } from "../events/event.js";
import { finalStates, type Incident, type IncidentState } from "../events/incident.js";
import type { Trouble } from "../events/trouble.js";
import type { Db } from "./db.js";
import { json } from "./json.js";
import { ClaimLost } from "./lease.js";

export interface IncidentRow {
  id: number;
  key: string;
  state: IncidentState;
  kind: Incident["kind"];
  repository: string | null;
  repository_id: number | null;
  installation_id: number | null;
  severity: Severity;
  title: string;
  category: string | null;
  fingerprint: string | null;
  service: string | null;
  run: RunFacts | null;
  diagnosis: unknown;
  action: string | null;
  issue_number: number | null;
  issue_url: string | null;
  merged_into: number | null;
  events: number;
  first_seen: Date;
  last_seen: Date;
  closed_at: Date | null;
  requested: unknown;
  chosen: unknown;
  next_step_at: Date | null;
  step_attempts: number;
  /** How often it was claimed: the mark of one claim. */
  claims: number;
  pings: number;
  /** When the branch of its run was deleted, or its pull request closed. */
  branch_gone_at: Date | null;
  /** Why it does not get further; null: it does. */
  trouble: Trouble | null;
  /** Since when it has its share of the hour's issues; null: it has none. */
  place_at: Date | null;
  /** The incident whose summary issue lists it; null: its issue is its own. */
  listed_in: number | null;
  /** Counts up when its issue is gone from GitHub. */
  issue_round: number;
  /** How often it was over and came back. */
  reopened: number;
}

export const toIncident = (row: IncidentRow): Incident => ({
  id: row.id,
  key: row.key,
  state: row.state,
  repository:
    row.repository === null
      ? null
      : { fullName: row.repository, id: row.repository_id, installationId: row.installation_id },
  kind: row.kind,
  severity: row.severity,
  title: row.title,
  category: row.category,
  fingerprint: row.fingerprint,
  service: row.service,
  run: row.run,
  events: row.events,
  firstSeen: row.first_seen,
  lastSeen: row.last_seen,
  action: row.action,
  issue: row.issue_number === null ? null : { number: row.issue_number, url: row.issue_url ?? "" },
  mergedInto: row.merged_into,
  nextStepAt: row.next_step_at,
  stepAttempts: row.step_attempts,
});

export interface NewIncident {
  key: string;
  kind: Incident["kind"];
  repository: RepositoryRef | null;
  severity: Severity;
  title: string;
  service: string | null;
  fingerprint: string | null;
  run: RunFacts | null;
  /** When it began, where that is known to be earlier. */
  firstSeen?: Date;
  at: Date;
  now: Date;
}

/**
 * The open incident of this key, made if there is none, and told of one more event. A late event of an older attempt never
 * takes a newer attempt's place. Two workers that come at once meet in the unique index.
 */
export const joinOrOpen = (db: Db, o: NewIncident): Promise<{ id: number; fresh: boolean }> =>
  db.one`
    insert into incidents as i (key, kind, repository, repository_id, installation_id, severity, title, service, fingerprint,
      run, events, first_seen, last_seen, next_step_at)
    values (${o.key}, ${o.kind}, ${o.repository?.fullName ?? null}, ${o.repository?.id ?? null},
      ${o.repository?.installationId ?? null}, ${o.severity}, ${o.title}, ${o.service}, ${o.fingerprint},
      ${o.run ? json(o.run) : null}::jsonb, 1, ${o.firstSeen ?? o.at}, ${o.at}, ${o.now})
    on conflict (key) where state not in ('recovered', 'closed', 'ignored') do update set
      events = i.events + 1,
      first_seen = least(i.first_seen, excluded.first_seen),
      last_seen = greatest(i.last_seen, excluded.last_seen),
      run = case when excluded.run is not null
        and coalesce((i.run ->> 'attempt')::int, 0) <= (excluded.run ->> 'attempt')::int then excluded.run else i.run end,
      kind = case when excluded.kind = 'ci' then excluded.kind else i.kind end,
      title = case when excluded.kind = 'ci' then excluded.title else i.title end,
      severity = case when excluded.kind = 'alert' then excluded.severity else i.severity end,
      pings = i.pings + 1,
      next_step_at = least(i.next_step_at, excluded.next_step_at)
    returning id, (xmax = 0) as fresh`;

export const getIncident = (db: Db, id: number): Promise<IncidentRow | null> =>
  db.maybe<IncidentRow>`select * from incidents where id = ${id}`;

/** The newest incident of a key, open or not. */
export const incidentByKey = (db: Db, key: string): Promise<IncidentRow | null> =>
  db.maybe<IncidentRow>`select * from incidents where key = ${key} order by id desc limit 1`;

/** Takes the incident for one step; null while another worker has it or when it is not due. */
export const claimIncident = (db: Db, id: number, now: Date, leaseMs: number): Promise<IncidentRow | null> =>
  db.maybe<IncidentRow>`
    update incidents set claimed_until = ${new Date(now.getTime() + leaseMs)}, step_attempts = step_attempts + 1, claims = claims + 1
    where id = ${id} and next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    returning *`;

export const renewIncident = (
  db: Db,
  claimed: Pick<IncidentRow, "id" | "claims">,
  until: Date,
): Promise<number> =>
  db.run`
    update incidents set claimed_until = ${until} where id =
      (select id from incidents
       where id = ${claimed.id} and claims = ${claimed.claims} and claimed_until is not null for update skip locked)`;

/** The same, and nobody else changes it until the transaction ends. */
export const getAndLockIncident = (tx: Db, id: number): Promise<IncidentRow | null> =>
  tx.maybe<IncidentRow>`select * from incidents where id = ${id} for no key update`;

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
  diagnosis?: unknown;
  action?: string | null;
  issue?: { number: number; url: string };
  mergedInto?: number;
  /** What is being done, with all that doing it takes. */
  chosen?: unknown;
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

/** Something the incident has to look at has come. */
export const pingIncident = (db: Db, id: number, now: Date): Promise<number> =>
  db.run`update incidents set pings = pings + 1, next_step_at = ${now} where id = ${id} and state not in ('recovered', 'closed', 'ignored')`;

/** A person's wish, taken up by the next step. */
export const requestMove = (db: Db, id: number, request: object, now: Date): Promise<number> =>
  db.run`update incidents set requested = ${json(request)}::jsonb, pings = pings + 1, step_attempts = 0, next_step_at = ${now} where id = ${id}`;

export const dueIncidents = (db: Db, now: Date, limit: number): Promise<{ id: number }[]> =>
  db.many<{ id: number }>`
    select id from incidents where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    order by next_step_at limit ${limit}`;

export const incidentOfIssue = (db: Db, repository: string, issue: number): Promise<IncidentRow | null> =>
  db.maybe<IncidentRow>`select * from incidents where repository = ${repository} and issue_number = ${issue} order by id desc limit 1`;

export const incidentOfPull = (db: Db, repository: string, pull: number): Promise<IncidentRow | null> =>
  db.maybe<IncidentRow>`
    select * from incidents where id = (
      select max(i.id) from (
        select id from incidents where run is not null and run -> 'pullRequests' @> ${json([pull])}::jsonb
        union all
        select incident_id from fixes where repository = ${repository} and pull_request = ${pull}
      ) found cross join lateral (
        select id from incidents where id = found.id and repository = ${repository} and merged_into is null offset 0) i)`;

/** Incidents that share one issue, oldest first. */
export const incidentsOfIssue = (db: Db, repository: string, issue: number): Promise<IncidentRow[]> =>
  db.many<IncidentRow>`select * from incidents where repository = ${repository} and issue_number = ${issue} order by id limit 200`;

/** An alert that found its repository after it was stored. */
export const setRoute = (
  db: Db,
  row: Pick<IncidentRow, "id" | "repository" | "repository_id" | "installation_id" | "service">,
): Promise<number> =>
  db.run`
    update incidents set repository = ${row.repository}, repository_id = ${row.repository_id}, installation_id = ${row.installation_id},
      service = ${row.service} where id = ${row.id}`;

/** The run of an incident that a report opened. */
export const setRun = (db: Db, id: number, run: RunFacts): Promise<number> =>
  db.run`update incidents set run = ${json(run)}::jsonb where id = ${id} and run is null`;

/** A person ends it, whatever it was waiting for; a step under way has lost its claim. */
export const closeByHand = (db: Db, id: number, now: Date): Promise<number> =>
  db.run`
    update incidents set state = 'closed', closed_at = ${now}, next_step_at = null, requested = null,
      claims = claims + 1, claimed_until = null
    where id = ${id} and state not in ('recovered', 'closed', 'ignored')`;

/** One more message of an alert that is in the incident. */
export const countAlert = (
  tx: Db,
  id: number,
  { severity, at, now }: { severity: Severity; at: Date; now: Date },
): Promise<number> =>
  tx.run`
    update incidents set events = events + 1, severity = ${severity}, last_seen = greatest(last_seen, ${at}), pings = pings + 1,
      next_step_at = case when state in ('recovered', 'closed', 'ignored') then null else ${now}::timestamptz end
    where id = ${id}`;

/** What was over goes on: the same trouble came back. */
export const reopenIncident = (tx: Db, id: number, now: Date): Promise<number> =>
  tx.run`
    update incidents set state = 'open', closed_at = null, reopened = reopened + 1, claims = claims + 1, claimed_until = null,
      step_attempts = 0, trouble = null, next_step_at = ${now}
    where id = ${id} and state in ('recovered', 'closed', 'ignored') and merged_into is null`;

/** Incidents of services that burn now, oldest first. */
export const burning = (
  db: Db,
  services: readonly string[],
  of: { repository: string; installationId: number | null },
): Promise<{ id: number; service: string; title: string }[]> =>
  db.many`
    select id, service, title from incidents i
    where kind = 'alert' and service = any(${[...services]}::text[]) and state not in ('recovered', 'closed', 'ignored')
      and (repository = ${of.repository} or installation_id = ${of.installationId})
      and exists (select from alert_members m
        where m.incident_id = i.id and m.role = 'cause' and m.ended_at is null and m.gap is null)
    order by id limit 20`;
