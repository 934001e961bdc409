import type { JobFacts } from "../events/event.js";
import type { Db } from "./db.js";

/** Keeps a finished job; a repeated delivery changes nothing. */
export const addJob = (db: Db, repository: string, job: JobFacts, at: Date): Promise<number> =>
  db.run`
    insert into jobs (repository, job_id, run_id, attempt, workflow, job, conclusion, head_sha, on_default_branch, queued, took,
      finished_at)
    values (${repository}, ${job.jobId}, ${job.runId}, ${job.attempt}, ${job.workflow}, ${job.name}, ${job.conclusion},
      ${job.headSha}, ${job.onDefaultBranch}, ${job.queuedSeconds}, ${job.seconds}, ${at})
    on conflict (repository, job_id) do nothing`;

/** At most `limit` of those that finished before. */
export const expireJobs = (db: Db, before: Date, limit = 1_000): Promise<number> =>
  db.run`delete from jobs where ctid in (select ctid from jobs where finished_at < ${before} limit ${limit})`;

export interface TimedJob {
  job_id: number;
  run_id: number;
  head_sha: string;
  /** Seconds from its start to its end. */
  took: number;
  /** Seconds until a runner took it; null: not known. */
  queued: number | null;
  finished_at: Date;
}

/**
 * A job's latest successful first attempts on the default branch whose duration is known, oldest first. A job does not tell
 * whose code it ran, so it counts once its run is known; of workflow files that share a name, as `timedRuns` has it.
 */
export const timedJobs = async (
  db: Db,
  { repository, workflow, job, limit }: { repository: string; workflow: string; job: string; limit: number },
): Promise<TimedJob[]> =>
  (
    await db.many<TimedJob>`
      select job_id, run_id, head_sha, took, queued, finished_at from jobs j
      where repository = ${repository} and workflow = ${workflow} and job = ${job} and conclusion = 'success'
        and attempt = 1 and on_default_branch and took is not null
        and exists (select from runs r where r.repository = j.repository and r.run_id = j.run_id and r.on_default_branch
          and r.workflow_path = (
            select workflow_path from runs where repository = ${repository} and workflow = ${workflow} and on_default_branch
            order by finished_at desc, run_id desc limit 1))
      order by finished_at desc, job_id desc limit ${limit}`
  ).reverse();

export interface JobCount {
  repository: string;
  workflow: string;
  job: string;
  jobs: number;
  failed: number;
  /** Median seconds of successful first attempts; null: none. */
  took: number | null;
}

/** What finished of each job in (from, to], of runs known to be of the repository's own code; the 50 busiest of each repository. */
export const countJobs = (
  db: Db,
  from: Date,
  to: Date,
  { repository = null, workflow = null }: { repository?: string | null; workflow?: string | null } = {},
): Promise<JobCount[]> =>
  db.many<JobCount>`
    select repository, workflow, job, jobs, failed, took from (
      select repository, workflow, job, count(*) as jobs,
        count(*) filter (where conclusion in ('failure', 'timed_out')) as failed,
        percentile_cont(0.5) within group (order by took) filter (where conclusion = 'success' and attempt = 1) as took,
        row_number() over (partition by repository order by count(*) desc, workflow, job) as place
      from jobs j
      -- Looked up for each job of the window; as an exists() PostgreSQL would read all runs there are.
      cross join lateral (
        select from runs r where r.repository = j.repository and r.run_id = j.run_id and r.own_code limit 1) known
      where finished_at > ${from} and finished_at <= ${to}
        and (${repository}::text is null or repository = ${repository})
        and (${workflow}::text is null or workflow = ${workflow})
      group by repository, workflow, job
    ) counted where place <= 50 order by repository, workflow, job limit 5000`;

export interface QueueTime {
  repository: string;
  workflow: string;
  jobs: number;
  /** Median seconds until a runner took a job. */
  queued: number;
}

/** How long such jobs that finished in (from, to] waited for a runner; the 500 workflows that waited longest. */
export const queueTimes = (db: Db, from: Date, to: Date): Promise<QueueTime[]> =>
  db.many<QueueTime>`
    select repository, workflow, count(*) as jobs, percentile_cont(0.5) within group (order by queued) as queued
    from jobs j
    cross join lateral (
      select from runs r where r.repository = j.repository and r.run_id = j.run_id and r.own_code limit 1) known
    where finished_at > ${from} and finished_at <= ${to} and queued is not null
    group by repository, workflow order by queued desc, repository, workflow limit 500`;
