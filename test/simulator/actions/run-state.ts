/** Changes of a run's state, each with the webhooks GitHub sends for it. */
import type { Attempt, CheckRun, JobRecord, Repository, Run, Workflow } from "../records.js";
import { checkRunJson, checkSuiteJson } from "../shape/check.js";
import { jobJson, runJson, workflowJson } from "../shape/run.js";
import type { JobConclusion } from "../types.js";
import type { World } from "../world.js";

export function ensureWorkflow(world: World, repository: Repository, path: string, name: string): Workflow {
  const known = repository.workflows.get(path);
  if (known !== undefined) {
    known.name = name;
    return known;
  }
  const made: Workflow = { id: world.id(), name, path, state: "active", createdAt: world.now() };
  repository.workflows.set(path, made);
  return made;
}

export function emitRun(world: World, run: Run, action: "requested" | "in_progress" | "completed"): void {
  const { repository } = run;
  const attempt = run.attempts.at(-1);
  world.webhooks.emit(repository, "workflow_run", action, attempt?.triggeringActor ?? run.actor, {
    workflow_run: runJson(world, run),
    workflow: workflowJson(world, repository, run.workflow),
  });
}

function emitJob(
  world: World,
  run: Run,
  job: JobRecord,
  action: "queued" | "in_progress" | "completed",
): void {
  const actor = run.attempts.at(-1)?.triggeringActor ?? run.actor;
  world.webhooks.emit(run.repository, "workflow_job", action, actor, {
    workflow_job: jobJson(world, run, job),
  });
}

export function newAttempt(world: World, run: Run, actor: string): Attempt {
  const made: Attempt = {
    attempt: run.attempts.length + 1,
    status: "queued",
    conclusion: null,
    jobs: [],
    startedAt: world.now(),
    updatedAt: world.now(),
    triggeringActor: actor,
  };
  run.attempts.push(made);
  return made;
}

export function addJob(
  world: World,
  run: Run,
  attempt: Attempt,
  planned: { key: string; name: string; labels: string[] },
): JobRecord {
  const job: JobRecord = {
    id: world.longId(),
    key: planned.key,
    name: planned.name,
    attempt: attempt.attempt,
    status: "queued",
    conclusion: null,
    steps: [],
    log: null,
    annotations: [],
    summary: "",
    labels: planned.labels,
    outputs: {},
    createdAt: world.now(),
    startedAt: null,
    completedAt: null,
  };
  attempt.jobs.push(job);
  run.repository.checkRuns.push({
    id: job.id,
    sha: run.sha,
    name: job.name,
    status: "queued",
    conclusion: null,
    startedAt: null,
    completedAt: null,
    externalId: null,
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
    suiteId: run.checkSuiteId,
    app: "github-actions",
  });
  emitJob(world, run, job, "queued");
  return job;
}

/** A job of the attempt before that is not run again: a new id, the old result and times. */
export function carryJob(world: World, attempt: Attempt, before: JobRecord): void {
  attempt.jobs.push({ ...structuredClone(before), id: world.longId(), attempt: attempt.attempt });
}

function check(run: Run, job: JobRecord): CheckRun | undefined {
  return run.repository.checkRuns.find((one) => one.id === job.id);
}

export function startJob(world: World, run: Run, attempt: Attempt, job: JobRecord, at: Date): void {
  job.status = "in_progress";
  job.startedAt = at;
  attempt.updatedAt = at;
  const mirrored = check(run, job);
  if (mirrored !== undefined) Object.assign(mirrored, { status: "in_progress", startedAt: at });
  if (attempt.status === "queued") {
    attempt.status = "in_progress";
    emitRun(world, run, "in_progress");
  }
  emitJob(world, run, job, "in_progress");
}

export function completeJob(
  world: World,
  run: Run,
  job: JobRecord,
  result: Pick<JobRecord, "log" | "annotations" | "summary" | "outputs"> & { conclusion: JobConclusion },
  at: Date,
): void {
  Object.assign(job, result, { status: "completed", completedAt: at });
  job.startedAt ??= result.conclusion === "skipped" || result.log === null ? null : at;
  const mirrored = check(run, job);
  if (mirrored !== undefined) {
    mirrored.status = "completed";
    mirrored.conclusion = result.conclusion;
    mirrored.startedAt ??= at;
    mirrored.completedAt = at;
    mirrored.annotations = result.annotations.map((annotation) => ({
      path: annotation.path ?? ".github",
      start_line: annotation.line ?? 1,
      end_line: annotation.line ?? 1,
      annotation_level: annotation.level,
      message: annotation.message,
      title: null,
      raw_details: null,
    }));
    emitJob(world, run, job, "completed");
    world.webhooks.emit(run.repository, "check_run", "completed", run.actor, {
      check_run: { ...checkRunJson(world, run.repository, mirrored), check_suite: suiteOfRun(world, run) },
    });
  } else emitJob(world, run, job, "completed");
}

/** The check suite as check_run webhooks carry it. */
function suiteOfRun(world: World, run: Run): Record<string, unknown> {
  const api = `${world.apiUrl}/repos/${run.repository.fullName}/check-suites/${run.checkSuiteId}`;
  const attempt = run.attempts.at(-1);
  return {
    id: run.checkSuiteId,
    node_id: `CS_${run.checkSuiteId}`,
    head_branch: run.branch,
    head_sha: run.sha,
    status: attempt?.status ?? "queued",
    conclusion: attempt?.conclusion ?? null,
    url: api,
    before: null,
    after: run.sha,
    pull_requests: runJson(world, run)["pull_requests"],
    app: checkRunApp(world, run),
    created_at: runJson(world, run)["created_at"],
    updated_at: runJson(world, run)["updated_at"],
  };
}

function checkRunApp(world: World, run: Run): unknown {
  const first = run.repository.checkRuns.find((one) => one.suiteId === run.checkSuiteId);
  return first === undefined ? null : checkRunJson(world, run.repository, first)["app"];
}

export async function completeRun(
  world: World,
  run: Run,
  attempt: Attempt,
  conclusion: JobConclusion,
): Promise<void> {
  attempt.status = "completed";
  attempt.conclusion = conclusion;
  attempt.updatedAt = world.now();
  run.controller = null;
  emitRun(world, run, "completed");
  const suite = run.repository.checkSuites.find((one) => one.id === run.checkSuiteId);
  if (suite !== undefined)
    world.webhooks.emit(run.repository, "check_suite", "completed", run.actor, {
      check_suite: await checkSuiteJson(world, run.repository, suite),
    });
}

/** GitHub could not start it: no job, and in some cases a check run that says why. */
export async function breakRun(
  world: World,
  run: Run,
  { conclusion = "failure", message }: { conclusion?: "failure" | "startup_failure"; message?: string },
): Promise<void> {
  const [attempt] = run.attempts;
  if (attempt === undefined) return;
  if (message !== undefined)
    run.repository.checkRuns.push({
      id: world.longId(),
      sha: run.sha,
      name: run.workflow.path,
      status: "completed",
      conclusion: "failure",
      startedAt: world.now(),
      completedAt: world.now(),
      externalId: null,
      detailsUrl: null,
      output: { title: "Invalid workflow file", summary: null, text: null },
      annotations: [
        {
          path: run.workflow.path,
          start_line: 1,
          end_line: 1,
          annotation_level: "failure",
          message,
          title: null,
          raw_details: null,
        },
      ],
      actions: [],
      suiteId: run.checkSuiteId,
      app: "github-actions",
    });
  await completeRun(world, run, attempt, conclusion);
}
