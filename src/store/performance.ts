import type { Db } from "./db.js";

/** A workflow's duration moved to another level between two runs. */
export interface PerformanceChange {
  repository: string;
  workflow: string;
  detector: string;
  before_seconds: number;
  after_seconds: number;
  /** 0..1: how sure the detector is. */
  p: number;
  /** Runs of the level before and after. */
  before_runs: number;
  after_runs: number;
  /** Commits and runs next to the change: the cause lies after the first, up to and including the second. */
  before_sha: string;
  after_sha: string;
  before_run: number;
  after_run: number;
  changed_at: Date;
}

export interface PerformanceChangeRow extends PerformanceChange {
  id: number;
  found_at: Date;
}

type Of = Pick<PerformanceChange, "repository" | "workflow">;

/** A known change is not written again. True: it is new. */
export const addChange = async (db: Db, change: PerformanceChange, now: Date): Promise<boolean> =>
  (await db.run`
    insert into performance_changes (repository, workflow, detector, before_seconds, after_seconds, p, before_runs,
      after_runs, before_sha, after_sha, before_run, after_run, changed_at, found_at)
    values (${change.repository}, ${change.workflow}, ${change.detector}, ${change.before_seconds},
      ${change.after_seconds}, ${change.p}, ${change.before_runs}, ${change.after_runs}, ${change.before_sha},
      ${change.after_sha}, ${change.before_run}, ${change.after_run}, ${change.changed_at}, ${now})
    on conflict (repository, workflow, after_run) do nothing`) > 0;

/** Holds back others that look at the same series until the transaction ends. */
export const lockChanges = (tx: Db, { repository, workflow }: Of): Promise<number> =>
  tx.run`select pg_advisory_xact_lock(hashtextextended(${`performance ${repository} ${workflow}`}, 0))`;

/** Of one workflow, oldest first. */
export const changesOf = (db: Db, { repository, workflow }: Of): Promise<PerformanceChangeRow[]> =>
  db.many<PerformanceChangeRow>`select * from performance_changes
    where repository = ${repository} and workflow = ${workflow} order by changed_at, id`;

/** Newest first; `url` is the run's in which the change was seen, null when it is not kept any more. */
export const listChanges = (
  db: Db,
  limit = 100,
): Promise<(PerformanceChangeRow & { url: string | null })[]> =>
  db.many`
    select c.*, (select r.facts ->> 'url' from runs r
      where r.repository = c.repository and r.run_id = c.after_run order by r.attempt limit 1) as url
    from performance_changes c order by c.changed_at desc, c.id desc limit ${limit}`;
