import type { Request } from "../decision/stored.js";
import type { RepositoryRef, RunFacts, Severity } from "../events/event.js";
import { joined, type Standing } from "../events/joining.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import { readIncident, type IncidentHead, type IncidentRow, type RawIncident } from "./incident-row.js";
import { json } from "./json.js";

export type { ActingIncident, IncidentRow } from "./incident-row.js";

/** What told of it decides what is known of it. */
type Cause =
  | { kind: "ci"; repository: RepositoryRef; run: RunFacts }
  | { kind: "report"; repository: RepositoryRef; run: null }
  | { kind: "alert"; repository: RepositoryRef | null; run: null };

export type NewIncident = Cause & {
  key: string;
  severity: Severity;
  title: string;
  service: string | null;
  fingerprint: string | null;
  /** Who told of it first. */
  source?: string;
  environment?: string | null;
  /** When it began, where that is known to be earlier. */
  firstSeen?: Date;
  at: Date;
  now: Date;
};

/** The open incident of this key, made if there is none, and told of one more event. Called in a transaction. */
export async function joinOrOpen(tx: Db, o: NewIncident): Promise<{ id: number; fresh: boolean }> {
  for (;;) {
    const open = await tx.maybe<Standing & { id: number }>`
      select id, kind, severity, title, (run ->> 'attempt')::int as attempt from incidents
      where key = ${o.key} and state not in ${FINAL} for no key update`;
    if (open) return { id: await join(tx, open, o), fresh: false };
    const opened = await tx.maybe<{ id: number }>`
      insert into incidents (key, kind, repository, repository_id, installation_id, severity, title, service, fingerprint,
        run, source, environment, events, first_seen, last_seen, next_step_at)
      values (${o.key}, ${o.kind}, ${o.repository?.fullName ?? null}, ${o.repository?.id ?? null},
        ${o.repository?.installationId ?? null}, ${o.severity}, ${o.title}, ${o.service}, ${o.fingerprint},
        ${o.run ? json(o.run) : null}::jsonb, ${o.source ?? null}, ${o.environment ?? null}, 1, ${o.firstSeen ?? o.at}, ${o.at}, ${o.now})
      on conflict (key) where state not in ${FINAL} do nothing returning id`;
    // Another worker opened it at the same moment, and has committed: it is there to be joined.
    if (opened) return { id: opened.id, fresh: true };
  }
}

async function join(tx: Db, open: Standing & { id: number }, o: NewIncident): Promise<number> {
  const { kind, title, severity, takesRun } = joined(open, o);
  await tx.run`
    update incidents set events = events + 1, kind = ${kind}, title = ${title}, severity = ${severity},
      first_seen = least(first_seen, ${o.firstSeen ?? o.at}), last_seen = greatest(last_seen, ${o.at}),
      run = coalesce(${takesRun ? json(o.run) : null}::jsonb, run),
      pings = pings + 1, next_step_at = least(next_step_at, ${o.now})
    where id = ${open.id}`;
  return open.id;
}

export const getIncident = async (db: Db, id: number): Promise<IncidentRow | null> =>
  readOne(await db.maybe<RawIncident>`select * from incidents where id = ${id}`);

const readOne = (row: RawIncident | null): IncidentRow | null => row && readIncident(row);

/** The newest incident of a key, open or not. */
export const incidentByKey = async (db: Db, key: string): Promise<IncidentRow | null> =>
  readOne(await db.maybe<RawIncident>`select * from incidents where key = ${key} order by id desc limit 1`);

export type JoinedIncident = Pick<
  IncidentHead,
  | "id"
  | "key"
  | "repository"
  | "repository_id"
  | "installation_id"
  | "severity"
  | "title"
  | "fingerprint"
  | "service"
  | "closed_at"
> & {
  /** Of its run. */
  attempt: number | null;
};

/** The same, as far as an event that may belong to it needs it. */
export const incidentToJoin = (db: Db, key: string): Promise<JoinedIncident | null> =>
  db.maybe<JoinedIncident>`
    select id, key, repository, repository_id, installation_id, severity, title, fingerprint, service, closed_at,
      (run ->> 'attempt')::int as attempt
    from incidents where key = ${key} order by id desc limit 1`;

/** Something the incident has to look at has come. */
export const pingIncident = (db: Db, id: number, now: Date): Promise<number> =>
  db.run`update incidents set pings = pings + 1, next_step_at = ${now} where id = ${id} and state not in ${FINAL}`;

/** A person's wish, taken up by the next step. */
export const requestMove = (db: Db, id: number, request: Request, now: Date): Promise<number> =>
  db.run`update incidents set requested = ${json(request)}::jsonb, pings = pings + 1, step_attempts = 0, next_step_at = ${now} where id = ${id}`;

export const incidentOfIssue = async (
  db: Db,
  repository: string,
  issue: number,
): Promise<IncidentRow | null> =>
  readOne(
    await db.maybe<RawIncident>`
    select * from incidents where repository = ${repository} and issue_number = ${issue} order by id desc limit 1`,
  );

export const incidentOfPull = async (db: Db, repository: string, pull: number): Promise<IncidentRow | null> =>
  readOne(
    await db.maybe<RawIncident>`
    select * from incidents where id = (
      select max(i.id) from (
        select id from incidents where run is not null and run -> 'pullRequests' @> ${json([pull])}::jsonb
        union all
        select incident_id from fixes where repository = ${repository} and pull_request = ${pull}
      ) found cross join lateral (
        select id from incidents where id = found.id and repository = ${repository} and merged_into is null offset 0) i)`,
  );

/** Incidents that share one issue, oldest first. */
export const incidentsOfIssue = async (db: Db, repository: string, issue: number): Promise<IncidentRow[]> =>
  (
    await db.many<RawIncident>`
      select * from incidents where repository = ${repository} and issue_number = ${issue} order by id limit 200`
  ).map(readIncident);

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

/** A person ends it, whatever it was waiting for; a step under way has lost its claim, and its commit's check run says so. */
export const closeByHand = (db: Db, id: number, now: Date): Promise<number> =>
  db.run`
    with told as (
      update commit_checks c set wanted = wanted + 1, attempts = 0, next_step_at = least(c.next_step_at, ${now})
      from incidents i where i.id = ${id} and i.state not in ${FINAL} and i.run is not null
        and c.repository = i.repository and c.head_sha = i.run ->> 'headSha')
    update incidents set state = 'closed', closed_at = ${now}, next_step_at = null, requested = null,
      claims = claims + 1, claimed_until = null
    where id = ${id} and state not in ${FINAL}`;
