import { z } from "zod";
import { refOfRow, runFacts, type RepositoryRef, type RunFacts } from "../events/event.js";
import { isTriggeredByAnyone, eventsLike, lineOf, sameLine } from "../events/line.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import { readIncident, type IncidentRow, type RawIncident } from "./incident-row.js";
import { json, parsedRow, type Raw } from "./json.js";
import { readRun, type RawRun, type RunRow } from "./runs.js";

// Statements here narrow down by columns; `sameLine` has the last word.

/** The newest passing run of a run's line that came after it; null: none is known. */
export async function passedSince(db: Db, repository: RepositoryRef, run: RunFacts): Promise<RunRow | null> {
  // Whoever may set off a run may set off one that passes.
  if (isTriggeredByAnyone(run.event)) return null;
  const line = lineOf(repository, run);
  const later = await db.many<RawRun>`
    select run_id, attempt, conclusion, head_sha, facts, finished_at from runs where repository = ${repository.fullName} and workflow_path = ${run.workflowPath} and branch = ${run.branch}
      and own_code and event = any(${eventsLike(run.event)}) and run_id > ${run.runId} and conclusion = 'success'
    order by run_id desc, attempt desc limit 20`;
  return later.map(readRun).find(({ facts }) => sameLine(line, lineOf(repository, facts))) ?? null;
}

/** The newest passing run of a run's line before it; null: none is known. */
export async function lastGreenOf(db: Db, repository: RepositoryRef, run: RunFacts): Promise<RunRow | null> {
  const line = lineOf(repository, run);
  const earlier = await db.many<RawRun>`
    select run_id, attempt, conclusion, head_sha, facts, finished_at from runs where repository = ${repository.fullName} and workflow_path = ${run.workflowPath} and branch = ${run.branch}
      and own_code and event = any(${eventsLike(run.event)}) and run_id < ${run.runId} and conclusion = 'success'
    order by run_id desc, attempt desc limit 20`;
  return earlier.map(readRun).find(({ facts }) => sameLine(line, lineOf(repository, facts))) ?? null;
}

/** The newest ended run of a run's line that tried another, later commit; null: its commit is the newest that is known. */
export async function laterCommitOf(
  db: Db,
  repository: RepositoryRef,
  run: RunFacts,
): Promise<RunRow | null> {
  const line = lineOf(repository, run);
  const later = await db.many<RawRun>`
    select run_id, attempt, conclusion, head_sha, facts, finished_at from runs where repository = ${repository.fullName} and workflow_path = ${run.workflowPath} and branch = ${run.branch}
      and own_code and event = any(${eventsLike(run.event)}) and run_id > ${run.runId} and head_sha <> ${run.headSha}
    order by run_id desc, attempt desc limit 20`;
  return later.map(readRun).find(({ facts }) => sameLine(line, lineOf(repository, facts))) ?? null;
}

/** How many of a line's newest runs up to this one, itself among them, ended red without a green one between; at most `most`. */
export async function redRunsUpTo(
  db: Db,
  repository: RepositoryRef,
  run: RunFacts,
  most: number,
): Promise<number> {
  const line = lineOf(repository, run);
  const newest = await db.many<RawRun>`
    select run_id, attempt, conclusion, head_sha, facts, finished_at from runs where repository = ${repository.fullName} and workflow_path = ${run.workflowPath} and branch = ${run.branch}
      and own_code and event = any(${eventsLike(run.event)}) and run_id <= ${run.runId}
    order by run_id desc, attempt desc limit ${most * 2}`;
  const seen = new Set<number>();
  let red = 0;
  for (const one of newest.map(readRun)) {
    if (seen.has(one.run_id) || !sameLine(line, lineOf(repository, one.facts))) continue;
    seen.add(one.run_id);
    if (one.conclusion === "success") break;
    // A person who cancels it, or a condition that skips it, says nothing of whether it would have passed.
    if (RED.includes(one.conclusion)) red += 1;
  }
  return Math.min(red, most);
}
const RED = ["failure", "timed_out", "startup_failure"];

const columns = z.object({ run: runFacts });

/** A run that an incident was seen in; `gone`: its branch was deleted or its pull request closed. */
export interface IncidentRun extends z.output<typeof columns> {
  gone: boolean;
}

/** The incident's own run and those of the incidents that were found to be it; the newest of each line. */
export const runsOfIncident = async (db: Db, incident: number): Promise<IncidentRun[]> =>
  (
    await db.many<Raw<IncidentRun, typeof columns>>`
      select distinct on (run ->> 'workflowPath', run ->> 'event', run ->> 'branch') run, branch_gone_at is not null as gone
      from incidents where (id = ${incident} or merged_into = ${incident}) and run ->> 'fork' = 'false'
      order by run ->> 'workflowPath', run ->> 'event', run ->> 'branch', (run ->> 'runId')::bigint desc,
        (run ->> 'attempt')::int desc, id desc`
  ).map((row) => parsedRow("incidents", columns, row, incident));

type Seen = Pick<IncidentRow, "repository" | "repository_id" | "installation_id"> & {
  open: number;
  run: unknown;
};

/** The run that an incident was seen in, and its line. */
function seenIn(row: Seen, run: RunFacts): { same: boolean; sameLine: boolean } {
  const { run: own } = parsedRow("incidents", columns, row, row.open);
  const ref = refOfRow(row);
  return {
    same: own.runId === run.runId,
    sameLine: ref !== null && sameLine(lineOf(ref, own), lineOf(ref, run)),
  };
}

/**
 * Open incidents to which a run's end is news: those that were seen in that very run, and of those that people have or that are
 * watched and were seen earlier on its line: all when it passed, else those without an issue, which a later commit ends.
 */
export async function incidentsAffectedBy(db: Db, repository: string, run: RunFacts): Promise<number[]> {
  // From the run to the incident, and from open incidents to what was merged into them: closed ones are not read.
  const seen = await db.many<Seen>`
    select i.id as open, s.run, s.repository, s.repository_id, s.installation_id
    from incidents s join incidents i on i.id = coalesce(s.merged_into, s.id)
    where s.repository = ${repository} and i.state not in ${FINAL}
      and (s.run ->> 'runId')::bigint = ${run.runId} and s.run is not null
    union all
    select i.id, s.run, s.repository, s.repository_id, s.installation_id
    from incidents i
    join lateral (
      select i.run, i.repository, i.repository_id, i.installation_id
      union all
      select run, repository, repository_id, installation_id from incidents where merged_into = i.id
    ) s on true
    where (${run.conclusion === "success"} or i.issue_number is null) and i.repository = ${repository} and i.state in ('escalated', 'verifying')
      and i.state not in ${FINAL} and s.repository = ${repository}
      and (s.run ->> 'runId')::bigint < ${run.runId}
      and s.run ->> 'workflowPath' = ${run.workflowPath} and s.run ->> 'branch' = ${run.branch}
    order by open`;
  const told = seen.filter((one) => {
    const found = seenIn(one, run);
    return found.same || found.sameLine;
  });
  return [...new Set(told.map(({ open }) => open))];
}

/** The newest open incident of a run's line. */
export async function incidentOfLine(db: Db, repository: string, run: RunFacts): Promise<number | null> {
  const open = await db.many<Seen>`
    select id as open, run, repository, repository_id, installation_id from incidents
    where repository = ${repository} and state not in ${FINAL}
      and run ->> 'workflowPath' = ${run.workflowPath} and run ->> 'branch' = ${run.branch}
    order by id desc`;
  return open.find((one) => seenIn(one, run).sameLine)?.open ?? null;
}

/**
 * The older incident of the same failure in the same repository, if people have it (`isTold`): where a repeated failure belongs.
 * Null where the code is not the repository's own, or where people were told of this one too.
 */
export async function findDuplicate(
  db: Db,
  row: IncidentRow,
  fingerprint: string,
  isTold: (older: IncidentRow) => boolean,
): Promise<IncidentRow | null> {
  const [repository, { run }] = [refOfRow(row), row];
  if (!repository || !run || lineOf(repository, run) === null || row.issue_number !== null) return null;
  const older = await db.many<RawIncident>`
    select * from incidents where repository = ${repository.fullName} and fingerprint = ${fingerprint} and id < ${row.id}
      and state = 'escalated' and run ->> 'fork' = 'false' order by id`;
  return (
    older
      .map(readIncident)
      .find((one) => one.run !== null && lineOf(repository, one.run) !== null && isTold(one)) ?? null
  );
}

/**
 * The repeated failure adds its events, count and time to its twin, which stays what it was. Throws when the twin ended
 * meanwhile: then the failure is one of its own.
 */
export async function mergeInto(db: Db, from: IncidentRow, into: number, now: Date): Promise<void> {
  const told = await db.run`
    update incidents set events = events + ${from.events}, last_seen = greatest(last_seen, ${from.last_seen}), pings = pings + 1,
      next_step_at = ${now} where id = ${into} and state not in ${FINAL}`;
  if (told === 0) throw new Error(`incident ${into} ended before incident ${from.id} joined it`);
  await db.run`update error_events set incident_id = ${into} where incident_id = ${from.id}`;
  // Whatever had joined this one goes with it.
  await db.run`update incidents set merged_into = ${into} where merged_into = ${from.id}`;
}

/** Notes that a branch is gone with all that failed on it; gives the open incidents that were seen there. */
export const markBranchGone = (db: Db, repository: string, branch: string, at: Date): Promise<number[]> =>
  gone(
    db.many`
      update incidents set branch_gone_at = ${at}
      where repository = ${repository} and run is not null and run ->> 'fork' = 'false' and run ->> 'branch' = ${branch}
        and run ->> 'defaultBranch' <> ${branch} and branch_gone_at is null
        and (state not in ${FINAL} or merged_into is not null)
      returning id, merged_into`,
  );

/** The same of a pull request's runs; one of two pull requests leaves the other. */
export const markPullGone = (db: Db, repository: string, pull: number, at: Date): Promise<number[]> =>
  gone(
    db.many`
      update incidents set branch_gone_at = ${at}
      where repository = ${repository} and run is not null and run ->> 'fork' = 'false'
        and run -> 'pullRequests' @> ${json([pull])}::jsonb and run -> 'pullRequests' = ${json([pull])}::jsonb
        and starts_with(run ->> 'event', 'pull_request') and branch_gone_at is null
        and (state not in ${FINAL} or merged_into is not null)
      returning id, merged_into`,
  );

const gone = async (rows: Promise<{ id: number; merged_into: number | null }[]>): Promise<number[]> => [
  ...new Set((await rows).map((row) => row.merged_into ?? row.id)),
];
