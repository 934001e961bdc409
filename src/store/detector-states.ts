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

export type Named = Pick<DetectorState, "subject" | "parent" | "repository">;

/**
 * Takes the rows of these subjects until the transaction ends, making those that are not there yet. All are taken in the
 * order of their names, so two transactions never wait for each other in a circle.
 */
export async function lockStates(
  tx: Db,
  subjects: readonly Named[],
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
export const keepStates = (
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

/** What has a state of its own (workflows, jobs, tests), by repository. */
export const healthStates = (db: Db, limit: number): Promise<DetectorState[]> =>
  db.many<DetectorState>`
    select subject, parent, repository, state, null as series from detector_states
    where repository is not null and state ? 'health' order by repository, subject limit ${limit}`;

/** Subjects not heard of since `before` go, and the oldest beyond `most`; gives how many. */
export const forgetStates = (db: Db, before: Date, most: number): Promise<number> =>
  db.run`
    delete from detector_states where at < ${before}
      or subject in (select subject from detector_states order by at desc, subject offset ${most})`;
