import { z } from "zod";
import { failingTest } from "../events/event.js";
import type { Db } from "./db.js";
import { json, parsedRow, storable, type Raw } from "./json.js";

const columns = z.object({ failing: z.array(failingTest) });

/** What the Action sent of one job's tests. */
export interface Report extends z.output<typeof columns> {
  delivery_id: string | null;
  repository: string;
  run_id: number;
  attempt: number;
  job: string;
  tests: number;
  received_at: Date;
}

/** A job sends again after a lost answer: the later one replaces the earlier. */
export async function upsertReport(db: Db, report: Report): Promise<void> {
  await db.run`
    insert into reports (delivery_id, repository, run_id, attempt, job, tests, failing, received_at)
    values (${report.delivery_id}, ${report.repository}, ${report.run_id}, ${report.attempt}, ${storable(report.job)},
      ${report.tests}, ${json(report.failing)}, ${report.received_at})
    on conflict (repository, run_id, attempt, job) do update set
      delivery_id = excluded.delivery_id, tests = excluded.tests, failing = excluded.failing,
      received_at = excluded.received_at`;
}

export const reportsOfRun = async (
  db: Db,
  run: { repository: string; runId: number; attempt: number },
): Promise<Report[]> =>
  (
    await db.many<Raw<Report, typeof columns>>`
      select delivery_id, repository, run_id, attempt, job, tests, failing, received_at from reports
      where repository = ${run.repository} and run_id = ${run.runId} and attempt = ${run.attempt} order by job`
  ).map((row) => parsedRow("reports", columns, row, `${row.run_id}, job ${row.job}`));

/**
 * How many tests a job usually runs on the default branch: the median of its last ten reports of other runs; null: it is the
 * first.
 */
export const usualTests = async (
  db: Db,
  { repository, job, before }: { repository: string; job: string; before: number },
): Promise<number | null> =>
  (
    await db.one<{ usual: number | null }>`
      select percentile_cont(0.5) within group (order by tests) as usual from (
        select tests from reports p where repository = ${repository} and job = ${job} and run_id <> ${before}
          and exists (select from runs r where r.repository = p.repository and r.run_id = p.run_id and r.on_default_branch)
        order by received_at desc limit 10) latest`
  ).usual;
