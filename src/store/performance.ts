import type { Db } from "./db.js";

/** What has durations: a workflow's runs, or one of its jobs. */
export interface Timed {
  repository: string;
  workflow: string;
  /** null: the whole run. */
  job: string | null;
}

/** A duration moved to another level between two runs. */
export interface PerformanceChange extends Timed {
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

/** A known change is not written again. True: it is new. */
export const addChange = async (db: Db, c: PerformanceChange, now: Date): Promise<boolean> =>
  (c.job === null
    ? await db.run`
        insert into performance_changes (repository, workflow, detector, before_seconds, after_seconds, p, before_runs,
          after_runs, before_sha, after_sha, before_run, after_run, changed_at, found_at)
        values (${c.repository}, ${c.workflow}, ${c.detector}, ${c.before_seconds}, ${c.after_seconds}, ${c.p},
          ${c.before_runs}, ${c.after_runs}, ${c.before_sha}, ${c.after_sha}, ${c.before_run}, ${c.after_run},
          ${c.changed_at}, ${now})
        on conflict (repository, workflow, after_run) do nothing`
    : await db.run`
        insert into job_changes (repository, workflow, job, detector, before_seconds, after_seconds, p, before_runs,
          after_runs, before_sha, after_sha, before_run, after_run, changed_at, found_at)
        values (${c.repository}, ${c.workflow}, ${c.job}, ${c.detector}, ${c.before_seconds}, ${c.after_seconds}, ${c.p},
          ${c.before_runs}, ${c.after_runs}, ${c.before_sha}, ${c.after_sha}, ${c.before_run}, ${c.after_run},
          ${c.changed_at}, ${now})
        on conflict (repository, workflow, job, after_run) do nothing`) > 0;

type Workflow = Pick<Timed, "repository" | "workflow">;

/** Holds back others that look at the same workflow or its jobs until the transaction ends. */
export const lockChanges = (tx: Db, { repository, workflow }: Workflow): Promise<number> =>
  tx.run`select pg_advisory_xact_lock(hashtextextended(${`performance ${repository} ${workflow}`}, 0))`;

/** Of one workflow and its jobs, oldest first. */
export const changesOf = (db: Db, { repository, workflow }: Workflow): Promise<PerformanceChangeRow[]> =>
  db.many<PerformanceChangeRow>`
    select *, null as job from performance_changes where repository = ${repository} and workflow = ${workflow}
    union all
    select id, repository, workflow, detector, before_seconds, after_seconds, p, before_runs, after_runs, before_sha,
      after_sha, before_run, after_run, changed_at, found_at, job
    from job_changes where repository = ${repository} and workflow = ${workflow}
    order by changed_at, id`;

/** Newest first; `url` is the run's in which the change was seen, null when it is not kept any more. */
export const listChanges = (
  db: Db,
  { repository = null, workflow = null }: { repository?: string | null; workflow?: string | null } = {},
  limit = 100,
): Promise<(PerformanceChangeRow & { url: string | null })[]> =>
  db.many`
    select c.*, (select r.facts ->> 'url' from runs r
      where r.repository = c.repository and r.run_id = c.after_run order by r.attempt limit 1) as url
    from (
      (select *, null as job from performance_changes
        where (${repository}::text is null or repository = ${repository})
          and (${workflow}::text is null or workflow = ${workflow})
        order by changed_at desc, id desc limit ${limit})
      union all
      (select id, repository, workflow, detector, before_seconds, after_seconds, p, before_runs, after_runs, before_sha,
        after_sha, before_run, after_run, changed_at, found_at, job
      from job_changes
        where (${repository}::text is null or repository = ${repository})
          and (${workflow}::text is null or workflow = ${workflow})
        order by changed_at desc, id desc limit ${limit})
    ) c order by c.changed_at desc, c.job nulls last, c.id desc limit ${limit}`;

/** A series of which something finished; `newest` is another one as soon as there is something new. */
export interface ActiveSeries extends Timed {
  newest: string;
}

/**
 * Jobs, then workflows, whose default branch has a run that finished in (from, to]. `offset 0` keeps the jobs of each
 * run read by key: joined, the planner reads the whole table as soon as its sample of the runs is a little off.
 */
export const activeSeries = (db: Db, from: Date, to: Date): Promise<ActiveSeries[]> =>
  db.many<ActiveSeries>`
    (select r.repository, j.workflow, j.job, max(r.finished_at) || ' ' || max(j.job_id) as newest
      from runs r cross join lateral (
        select workflow, job, job_id from jobs where repository = r.repository and run_id = r.run_id offset 0) j
      where r.finished_at > ${from} and r.finished_at <= ${to} and r.on_default_branch
      group by r.repository, j.workflow, j.job order by r.repository, j.workflow, j.job limit 5000)
    union all
    (select repository, workflow, null as job, max(finished_at) || ' ' || max(run_id) as newest
      from runs where finished_at > ${from} and finished_at <= ${to} and on_default_branch
      group by repository, workflow order by repository, workflow limit 5000)`;
