import type { Db } from "./db.js";
import { json } from "./json.js";

/** What detectors remember of one subject. `state` is JSON, `series` the packed numbers of a metric. */
export interface DetectorState {
  subject: string;
  /** The workflow of a job, the job of a test. */
  parent: string | null;
  repository: string | null;
  state: object;
  series: Buffer | null;
}

export type SubjectRef = Pick<DetectorState, "subject" | "parent" | "repository">;

/**
 * Takes the rows of these subjects until the transaction ends, making those that are not there yet. All are taken in the
 * order of their names, so two transactions never wait for each other in a circle.
 */
export async function lockStates(
  tx: Db,
  subjects: readonly SubjectRef[],
  now: Date,
): Promise<Map<string, DetectorState>> {
  const sorted = [...subjects].sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
  const names = sorted.map(({ subject }) => subject);
  await tx.run`
    insert into detector_states (subject, parent, repository, at)
    select subject, parent, repository, ${now}
    from unnest(${names}::text[], ${sorted.map(({ parent }) => parent)}::text[],
      ${sorted.map(({ repository }) => repository)}::text[]) as s (subject, parent, repository)
    on conflict (subject) do nothing`;
  const rows = await tx.many<DetectorState>`
    select subject, parent, repository, state, series from detector_states where subject = any(${names}::text[])
    order by subject collate "C" for update`;
  return new Map(rows.map((row) => [row.subject, row]));
}

/** Writes locked rows back. */
export const saveStates = (
  tx: Db,
  rows: readonly Pick<DetectorState, "subject" | "state" | "series">[],
  now: Date,
): Promise<number> =>
  tx.run`
    update detector_states d set state = s.state, series = s.series, at = ${now}
    from unnest(${rows.map(({ subject }) => subject)}::text[], ${rows.map(({ state }) => json(state))}::jsonb[],
      ${rows.map(({ series }) => series)}::bytea[]) as s (subject, state, series)
    where d.subject = s.subject`;

export const stateOf = async (db: Db, subject: string): Promise<DetectorState | null> =>
  db.maybe<DetectorState>`select subject, parent, repository, state, series from detector_states where subject = ${subject}`;

/** Jobs of a workflow, tests of a job; those heard of last. */
export const childrenOf = async (db: Db, parent: string, limit: number): Promise<string[]> =>
  (
    await db.many<{ subject: string }>`
      select subject from detector_states where parent = ${parent} order by at desc, subject limit ${limit}`
  ).map(({ subject }) => subject);

export type HealthRow = Pick<DetectorState, "subject" | "repository" | "state">;

/** Every workflow's state, and those of jobs and tests that are not simply passing, by repository; at most 2,000. */
export const healthStates = (db: Db): Promise<HealthRow[]> =>
  db.many`
    select subject, repository, jsonb_build_object('health', state -> 'health') as state from detector_states
    where repository is not null and state ? 'health' and (subject like 'workflow:%'
      or (state -> 'health' ->> 'run')::int > 0 or state -> 'health' ->> 'flakyAt' is not null)
    order by repository, subject like 'workflow:%' desc, subject limit 2000`;

/** Subjects not heard of since `before` go, and the oldest beyond `most`; gives how many. */
export const expireStates = (db: Db, before: Date, most: number): Promise<number> =>
  db.run`
    delete from detector_states where at < ${before}
      or subject in (select subject from detector_states order by at desc, subject offset ${most})`;
