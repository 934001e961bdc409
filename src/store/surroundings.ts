import { DAY, HOUR } from "../core/clock.js";
import type { Baseline, Surroundings } from "../diagnosis/root-cause/attribution.js";
import { runFacts, type RunFacts } from "../events/event.js";
import { onDefaultBranch } from "../events/line.js";
import { z } from "zod";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import { readIncident, type IncidentRow, type RawIncident } from "./incident-row.js";
import { parsedRow, type Raw } from "./json.js";

/** How long another branch's failure says something of this one. */
const LATELY_MS = 3 * DAY;
/** Incidents of one fingerprint that are looked at. */
const ALIKE = 100;

/** What other runs say of a failure; by what the incident itself knows, the rest of `Surroundings` is told. */
export type OtherRuns = Pick<Surroundings, "mended" | "branches" | "repositories">;

const columns = z.object({ run: runFacts });
interface Alike extends z.output<typeof columns> {
  id: number;
  closed_at: Date | null;
  last_seen: Date;
}

/** Where else the same failure was seen. A stranger's code says nothing of the default branch, nor of other branches. */
export async function seenElsewhere(
  db: Db,
  incident: { id: number; repository: string; fingerprint: string | null; run: RunFacts; last_seen: Date },
): Promise<OtherRuns> {
  const { id, repository, fingerprint, run, last_seen: seen } = incident;
  if (fingerprint === null) return { mended: null, branches: 0, repositories: 0 };
  const rows = await db.many<Raw<Alike, typeof columns>>`
    select id, closed_at, last_seen, run from incidents
    where fingerprint = ${fingerprint} and repository = ${repository} and id <> ${id} and run ->> 'fork' = 'false'
    order by id desc limit ${ALIKE}`;
  const alike = rows.map((row) => parsedRow("incidents", columns, row, row.id));
  const there = alike.filter((one) => onDefaultBranch(one.run));
  const open = there.some((one) => one.closed_at === null);
  const since = new Date(seen.getTime() - LATELY_MS);
  const branches = new Set(
    alike
      .filter((one) => !onDefaultBranch(one.run) && one.run.branch !== run.branch && one.last_seen >= since)
      .map((one) => one.run.branch),
  );
  const { n } = await db.one<{ n: number }>`
    select count(distinct repository)::int as n from incidents
    where fingerprint = ${fingerprint} and repository <> ${repository} and run ->> 'fork' = 'false'
      and last_seen > ${new Date(seen.getTime() - HOUR)} and last_seen < ${new Date(seen.getTime() + HOUR)}`;
  return {
    mended: (!open && there.find(({ closed_at: at }) => at !== null && at >= since)?.closed_at) || null,
    branches: branches.size,
    repositories: n,
  };
}

/** Conclusions that say how the code fared. */
const JUDGING = ["success", "failure", "timed_out"];

/** What the default branch's newest runs say of these jobs; of a job that is not known, what its workflow says. */
export async function baselineOf(
  db: Db,
  repository: string,
  run: Pick<RunFacts, "workflow" | "workflowPath" | "runId">,
  jobs: readonly string[],
): Promise<(job: string) => Baseline | null> {
  const whole = await db.maybe<{ passed: boolean; at: Date }>`
    select conclusion = 'success' as passed, finished_at as at from runs
    where repository = ${repository} and workflow = ${run.workflow} and workflow_path = ${run.workflowPath}
      and on_default_branch and run_id <> ${run.runId} and conclusion = any(${JUDGING}::text[])
    order by finished_at desc, run_id desc limit 1`;
  // A job's branch is only its name, which a fork may take: its run tells whose it is.
  const each = await db.many<{ name: string; passed: boolean; at: Date }>`
    select asked.name, newest.conclusion = 'success' as passed, newest.finished_at as at
    from unnest(${[...jobs]}::text[]) asked (name) cross join lateral (
      select conclusion, finished_at from jobs j
      where j.repository = ${repository} and j.workflow = ${run.workflow} and j.job = asked.name and j.on_default_branch
        and j.conclusion = any(${JUDGING}::text[]) and j.run_id <> ${run.runId}
        and exists (select from runs r where r.repository = j.repository and r.run_id = j.run_id and r.on_default_branch)
      order by j.finished_at desc limit 1) newest`;
  const byName = new Map(each.map(({ name, passed, at }) => [name, { of: "job" as const, passed, at }]));
  return (job) => byName.get(job) ?? (whole ? { of: "workflow", ...whole } : null);
}

/** What fails on the default branch now. */
export const redOnDefaultBranch = async (
  db: Db,
  repository: string,
  { workflowPath }: Pick<RunFacts, "workflowPath">,
): Promise<IncidentRow[]> =>
  (
    await db.many<RawIncident>`
      select * from incidents where repository = ${repository} and state not in ${FINAL} and run is not null
      order by id desc limit ${ALIKE}`
  )
    .map(readIncident)
    .filter(({ run }) => run !== null && run.workflowPath === workflowPath && onDefaultBranch(run));
