import { z } from "zod";
import { runFacts } from "../events/event.js";
import type { Db } from "./db.js";
import { parsedRow, type Raw } from "./json.js";

/** What finished of a workflow within a time. */
export interface WorkflowCount {
  repository: string;
  workflow: string;
  runs: number;
  failed: number;
  /** Attempts after a run's first. */
  reruns: number;
  /** Of successful first attempts; null: none, or their times are no times. */
  seconds: number | null;
}

/**
 * Counts of attempts of the repositories' own code that finished in (from, to], by repository and workflow; the 500 busiest.
 * A start is read in pieces: a cast of the whole would fail for all when one is the 30th of February.
 */
export const countWorkflows = (db: Db, from: Date, to: Date): Promise<WorkflowCount[]> =>
  db.many<WorkflowCount>`
    select repository, workflow, count(*) as runs,
      count(*) filter (where conclusion in ('failure', 'timed_out', 'startup_failure')) as failed,
      count(*) filter (where attempt > 1) as reruns,
      percentile_cont(0.5) within group (order by extract(epoch from finished_at) - started)
        filter (where conclusion = 'success' and attempt = 1 and started <= extract(epoch from finished_at)) as seconds
    from (
      select *, case when started_at ~ '^(19|20)\\d\\d-(0[1-9]|1[0-2])-[0-3]\\dT([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$'
        then extract(epoch from (left(started_at, 8) || '01')::date + (substr(started_at, 9, 2)::int - 1)
          + substr(started_at, 12, 8)::time) end as started
      from (select *, facts ->> 'startedAt' as started_at from runs
        where finished_at > ${from} and finished_at <= ${to} and own_code) told) r
    group by repository, workflow order by runs desc, repository, workflow limit 500`;

const columns = z.object({ facts: runFacts.pick({ startedAt: true, finishedAt: true }) });

export interface TimedRun extends z.output<typeof columns> {
  run_id: number;
  attempt: number;
  head_sha: string;
  conclusion: string;
  finished_at: Date;
}

/**
 * The latest successful first attempts on the default branch, oldest first: what is compared with itself. Of files that share
 * a name, the one that ran last.
 */
export const timedRuns = async (
  db: Db,
  { repository, workflow, limit }: { repository: string; workflow: string; limit: number },
): Promise<TimedRun[]> =>
  (
    await db.many<Raw<TimedRun, typeof columns>>`
      select run_id, attempt, head_sha, conclusion, facts, finished_at from runs
      where repository = ${repository} and workflow = ${workflow} and conclusion = 'success' and attempt = 1
        and on_default_branch and workflow_path = (
          select workflow_path from runs where repository = ${repository} and workflow = ${workflow} and on_default_branch
          order by finished_at desc, run_id desc limit 1)
      order by finished_at desc, run_id desc limit ${limit}`
  )
    .map((row) => parsedRow("runs", columns, row, row.run_id))
    .reverse();
