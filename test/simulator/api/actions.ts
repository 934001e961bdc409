/** Workflow runs: reading them, running again, cancelling. */
import { HttpError, counted, notFound, number, ok } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { logArchive } from "../actions/logs.js";
import type { Attempt, JobRecord, Run } from "../records.js";
import { jobJson, latest, runJson } from "../shape/run.js";
import { stamp } from "../world.js";

const base = "/repos/{owner}/{repo}/actions";
const run = `${base}/runs/{run_id}`;
const attempt = `${run}/attempts/{attempt_number}`;

export function runOf(call: Call): Run {
  const id = number(call, "run_id");
  const found = call.repo.runs.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function attemptOf(call: Call): Attempt {
  const found = runOf(call).attempts[number(call, "attempt_number") - 1];
  if (found === undefined) throw notFound();
  return found;
}

function jobOf(call: Call): { run: Run; job: JobRecord } {
  const id = number(call, "job_id");
  for (const one of call.repo.runs)
    for (const tried of one.attempts)
      for (const job of tried.jobs) if (job.id === id) return { run: one, job };
  throw notFound();
}

/** `>=2024-01-01`, `<2024-01-01`, `2024-01-01..2024-01-02` or one day. */
function dated(filter: string, date: Date): boolean {
  const text = stamp(date);
  const cut = (limit: string): string => text.slice(0, limit.length);
  const [from, to] = filter.split("..");
  if (from !== undefined && to !== undefined)
    return (from === "*" || cut(from) >= from) && (to === "*" || cut(to) <= to);
  const found = /^([<>]=?)?([^<>=].*)$/.exec(filter);
  const limit = found?.[2] ?? "";
  switch (found?.[1]) {
    case ">":
      return cut(limit) > limit;
    case ">=":
      return cut(limit) >= limit;
    case "<":
      return cut(limit) < limit;
    case "<=":
      return cut(limit) <= limit;
    default:
      return cut(limit) === limit;
  }
}

export function listRuns(call: Call, runs: Run[]): Reply {
  const { query } = call;
  const fits = (name: string, value: string | null): boolean => {
    const wanted = query.get(name);
    return wanted === null || wanted === value;
  };
  const created = query.get("created");
  const status = query.get("status");
  const found = runs
    .filter((one) => fits("branch", one.branch) && fits("event", one.event) && fits("head_sha", one.sha))
    .filter((one) => fits("actor", one.actor) && fits("check_suite_id", String(one.checkSuiteId)))
    .filter((one) => status === null || latest(one).status === status || latest(one).conclusion === status)
    .filter((one) => created === null || dated(created, one.createdAt))
    .filter((one) => query.get("exclude_pull_requests") !== "true" || one.event !== "")
    .reverse();
  return counted(call, "workflow_runs", found, (one) => runJson(call.world, one));
}

function listJobs(call: Call, attempts: Attempt[]): Reply {
  const of = runOf(call);
  const jobs = attempts.flatMap((one) => one.jobs);
  return counted(call, "jobs", jobs, (job) => jobJson(call.world, of, job));
}

async function archive(call: Call, of: Attempt): Promise<Reply> {
  const owner = runOf(call);
  if (owner.logsGone) throw new HttpError(410, "Gone");
  const zip = await logArchive(of);
  if (zip === null) throw notFound();
  const location = call.world.signedUrl(zip, "application/zip", `logs_${owner.id}.zip`);
  return { status: 302, headers: { location } };
}

function jobLog(call: Call): Reply {
  const { run: owner, job } = jobOf(call);
  if (owner.logsGone) throw new HttpError(410, "Gone");
  if (job.log === null || job.status !== "completed") throw notFound();
  const location = call.world.signedUrl(
    Buffer.from(job.log, "utf8"),
    "text/plain; charset=utf-8",
    `${job.id}.txt`,
  );
  return { status: 302, headers: { location } };
}

function rerun(call: Call, which: "all" | "failed" | JobRecord, of: Run): Reply {
  const { world, actor } = call;
  world.engine.rerun(of, which, actor);
  const what = which === "all" ? "all" : which === "failed" ? "failed" : which.name;
  const debug = call.body["enable_debug_logging"] === true;
  world.effect(actor, "rerun", call.repo, { run: of.id, attempt: latest(of).attempt, jobs: what, debug });
  return ok({}, 201);
}

function cancel(call: Call): Reply {
  const of = runOf(call);
  call.world.engine.cancel(of);
  call.world.effect(call.actor, "cancel", call.repo, { run: of.id });
  return ok({}, 202);
}

export const actionRoutes: Route[] = [
  {
    method: "GET",
    path: `${base}/runs`,
    need: "actions:read",
    handle: (call) => listRuns(call, call.repo.runs),
  },
  { method: "GET", path: run, need: "actions:read", handle: (call) => ok(runJson(call.world, runOf(call))) },
  {
    method: "GET",
    path: attempt,
    need: "actions:read",
    handle: (call) => ok(runJson(call.world, runOf(call), attemptOf(call))),
  },
  {
    method: "GET",
    path: `${attempt}/jobs`,
    need: "actions:read",
    handle: (call) => listJobs(call, [attemptOf(call)]),
  },
  {
    method: "GET",
    path: `${attempt}/logs`,
    need: "actions:read",
    handle: (call) => archive(call, attemptOf(call)),
  },
  {
    method: "GET",
    path: `${run}/jobs`,
    need: "actions:read",
    handle: (call) => {
      const of = runOf(call);
      return listJobs(call, call.query.get("filter") === "all" ? [...of.attempts].reverse() : [latest(of)]);
    },
  },
  {
    method: "GET",
    path: `${run}/logs`,
    need: "actions:read",
    handle: (call) => archive(call, latest(runOf(call))),
  },
  {
    method: "POST",
    path: `${run}/rerun`,
    need: "actions:write",
    handle: (call) => rerun(call, "all", runOf(call)),
  },
  {
    method: "POST",
    path: `${run}/rerun-failed-jobs`,
    need: "actions:write",
    handle: (call) => rerun(call, "failed", runOf(call)),
  },
  { method: "POST", path: `${run}/cancel`, need: "actions:write", handle: cancel },
  { method: "POST", path: `${run}/force-cancel`, need: "actions:write", handle: cancel },
  {
    method: "GET",
    path: `${base}/jobs/{job_id}`,
    need: "actions:read",
    handle: (call) => {
      const { run: of, job } = jobOf(call);
      return ok(jobJson(call.world, of, job));
    },
  },
  { method: "GET", path: `${base}/jobs/{job_id}/logs`, need: "actions:read", handle: jobLog },
  {
    method: "POST",
    path: `${base}/jobs/{job_id}/rerun`,
    need: "actions:write",
    handle: (call) => {
      const { run: of, job } = jobOf(call);
      if (!latest(of).jobs.includes(job)) throw new HttpError(403, "This job is not of the latest attempt");
      return rerun(call, job, of);
    },
  },
];
