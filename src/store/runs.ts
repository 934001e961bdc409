import { z } from "zod";
import { runFacts, type RunFacts } from "../events/event.js";
import { isTriggeredByAnyone, onDefaultBranch } from "../events/line.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

const columns = z.object({ facts: runFacts });

export interface RunRow extends z.output<typeof columns> {
  run_id: number;
  attempt: number;
  conclusion: string;
  head_sha: string;
  finished_at: Date;
}

export type RawRun = Raw<RunRow, typeof columns>;

export const readRun = (row: RawRun): RunRow =>
  parsedRow("runs", columns, row, `${row.run_id}, attempt ${row.attempt}`);

/** Keeps one finished attempt; a repeated delivery changes nothing. */
export const addRun = (db: Db, repository: string, run: RunFacts, at: Date): Promise<number> =>
  db.run`
    insert into runs (repository, run_id, attempt, workflow, workflow_path, branch, head_sha, event, own_code, on_default_branch,
      conclusion, facts, finished_at)
    values (${repository}, ${run.runId}, ${run.attempt}, ${run.workflow}, ${run.workflowPath}, ${run.branch}, ${run.headSha},
      ${run.event}, ${!run.fork && !isTriggeredByAnyone(run.event)}, ${onDefaultBranch(run)}, ${run.conclusion ?? "unknown"}, ${json(run)}::jsonb, ${at})
    on conflict (repository, run_id, attempt) do nothing`;

/** The newest finished attempt of a run. */
export async function newestAttempt(db: Db, repository: string, runId: number): Promise<RunRow | null> {
  const row = await db.maybe<RawRun>`
    select run_id, attempt, conclusion, head_sha, facts, finished_at from runs
    where repository = ${repository} and run_id = ${runId} order by attempt desc limit 1`;
  return row && readRun(row);
}

/** What the default branch did in a workflow's runs, newest first. */
export const runsOfWorkflow = async (
  db: Db,
  repository: string,
  workflow: string,
  limit: number,
): Promise<RunRow[]> =>
  (
    await db.many<RawRun>`
      select run_id, attempt, conclusion, head_sha, facts, finished_at from runs
      where repository = ${repository} and workflow = ${workflow} and on_default_branch
      order by finished_at desc limit ${limit}`
  ).map(readRun);
