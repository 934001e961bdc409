/** Plays one attempt of a run: through the runner, or as a test scripted it. */
import type { RunEvents, RunRequest, RunResult } from "../runner/types.js";
import { resolve } from "../git.js";
import type { Attempt, JobRecord, Run } from "../records.js";
import type { JobConclusion, ScriptedJob, SimStep } from "../types.js";
import type { World } from "../world.js";
import { addJob, carryJob, completeJob, completeRun, startJob } from "./run-state.js";

export interface Again {
  /** Jobs to run again; `null`: all. */
  only: Set<JobRecord> | null;
  before: Attempt | undefined;
}

export type ExecuteRun = (request: RunRequest, events: RunEvents) => Promise<RunResult>;

/** Runs the workflow file in the runner. */
export async function execute(
  world: World,
  run: Run,
  attempt: Attempt,
  workflowText: string,
  again: Again,
  signal: AbortSignal,
  executeRun: ExecuteRun,
): Promise<void> {
  const byKey = new Map<string, JobRecord>();
  // A job that needs others is made when its turn comes; until then neither the jobs nor the checks show it.
  const later = new Map<string, Parameters<RunEvents["jobs"]>[0][number]>();
  const find = (key: string): JobRecord => {
    const planned = later.get(key);
    if (planned !== undefined && !byKey.has(key)) byKey.set(key, addJob(world, run, attempt, planned));
    const job = byKey.get(key);
    if (job === undefined) throw new Error(`the runner spoke of a job it did not plan: ${key}`);
    return job;
  };
  const kept = new Set(
    again.only === null ? [] : (again.before?.jobs ?? []).filter((job) => again.only?.has(job) === false),
  );
  for (const job of kept) carryJob(world, attempt, job);
  const keptKeys = new Set([...kept].map((job) => job.key));
  const events: RunEvents = {
    jobs(planned) {
      for (const one of planned) {
        if (keptKeys.has(one.key)) continue;
        if (one.needs.length > 0) later.set(one.key, one);
        else byKey.set(one.key, addJob(world, run, attempt, one));
      }
    },
    jobStarted(key, at) {
      startJob(world, run, attempt, find(key), at);
    },
    stepStarted(key, step, at) {
      find(key).steps.push({
        ...step,
        status: "in_progress",
        conclusion: null,
        startedAt: at,
        completedAt: null,
        log: "",
      });
    },
    stepCompleted(key, result, at) {
      const steps = find(key).steps;
      let step = steps.find((one) => one.number === result.number);
      if (step === undefined) {
        step = { ...result, status: "completed", startedAt: at, completedAt: at };
        steps.push(step);
      }
      Object.assign(step, result, { status: "completed", completedAt: at });
    },
    jobCompleted(key, result, at) {
      const annotations = result.annotations.map((one) => ({
        level: one.level,
        message: one.message,
        ...(one.path === undefined ? {} : { path: one.path }),
        ...(one.line === undefined ? {} : { line: one.line }),
      }));
      completeJob(world, run, find(key), { ...result, annotations }, at);
    },
  };
  const result = await executeRun(await runRequest(world, run, attempt, workflowText, again, signal), events);
  if (result.runName !== "") run.title = result.runName;
  await completeRun(world, run, attempt, result.conclusion);
}

async function runRequest(
  world: World,
  run: Run,
  attempt: Attempt,
  workflow: string,
  again: Again,
  signal: AbortSignal,
): Promise<RunRequest> {
  const { repository } = run;
  const merge = run.event === "pull_request" ? await resolve(repository.gitDir, run.ref) : null;
  const request: RunRequest = {
    repository: repository.fullName,
    gitDir: repository.gitDir,
    sha: merge ?? run.sha,
    ref: run.ref,
    workflow,
    workflowPath: run.workflow.path,
    event: run.event,
    payload: run.payload,
    inputs: run.inputs,
    runId: run.id,
    runNumber: run.runNumber,
    attempt: attempt.attempt,
    actor: run.actor,
    serverUrl: world.url,
    apiUrl: world.apiUrl,
    graphqlUrl: `${world.url}/api/graphql`,
    token: (permissions) => {
      const wanted = run.fork
        ? Object.fromEntries(Object.keys(permissions).map((name) => [name, "read" as const]))
        : permissions;
      return world.issueToken(
        { kind: "job", login: "github-actions[bot]", permissions: wanted, repositories: [repository.id] },
        "ghs_",
        24 * 3600 * 1000,
      ).token;
    },
    oidc: world.engine.oidcRequest(run),
    uploadArtifact: async (name, zip) => {
      const id = world.longId();
      repository.artifacts.push({ id, runId: run.id, name, zip, createdAt: world.now() });
      return { id };
    },
    downloadArtifact: async (name) =>
      repository.artifacts.findLast((one) => one.runId === run.id && one.name === name)?.zip ?? null,
    actions: world.options.actions ?? {},
    signal,
  };
  if (run.headRef !== undefined) request.headRef = run.headRef;
  if (run.baseRef !== undefined) request.baseRef = run.baseRef;
  if (again.only !== null) {
    request.only = [...again.only].map((job) => job.key);
    request.earlier = Object.fromEntries(
      (again.before?.jobs ?? []).map((job) => [
        job.key,
        { conclusion: job.conclusion ?? "failure", outputs: job.outputs },
      ]),
    );
  }
  return request;
}

function scriptedSteps(script: ScriptedJob, at: Date): SimStep[] {
  const steps = script.steps ?? [
    { name: "Set up job", conclusion: "success" },
    { name: "Run tests", conclusion: script.conclusion === "timed_out" ? "cancelled" : script.conclusion },
  ];
  const bad = steps.findIndex((step) => step.conclusion === script.conclusion);
  const talker = bad === -1 ? steps.length - 1 : bad;
  return steps.map((step, index) => ({
    number: index + 1,
    name: step.name,
    status: "completed",
    conclusion:
      step.conclusion === "failure" || step.conclusion === "cancelled" || step.conclusion === "skipped"
        ? step.conclusion
        : "success",
    startedAt: at,
    completedAt: at,
    log: index === talker ? (script.log ?? "") : "",
  }));
}

/** Plays what the test wrote for this attempt. */
export async function playScript(world: World, run: Run, attempt: Attempt, again: Again): Promise<void> {
  const scripts = run.script ?? [];
  const script = scripts[attempt.attempt - 1] ?? scripts.at(-1) ?? [];
  const chosen = again.only === null ? null : new Set([...again.only].map((job) => job.name));
  for (const job of again.before?.jobs ?? [])
    if (chosen !== null && !chosen.has(job.name)) carryJob(world, attempt, job);
  // A later attempt may leave out jobs that go on as they did before.
  const first = scripts[0] ?? [];
  const parts = [
    ...script,
    ...first.filter((one) => !script.some((other) => other.name === one.name)),
  ].filter((one) => chosen === null || chosen.has(one.name));
  const jobs = parts.map((part) =>
    addJob(world, run, attempt, { key: part.name, name: part.name, labels: ["ubuntu-latest"] }),
  );
  for (const [index, part] of parts.entries()) {
    const job = jobs[index];
    if (job === undefined) continue;
    const at = world.now();
    startJob(world, run, attempt, job, at);
    job.steps = scriptedSteps(part, at);
    const annotations =
      part.annotations ??
      (part.conclusion === "failure"
        ? [
            {
              level: "failure" as const,
              message: "Process completed with exit code 1.",
              path: ".github",
              line: 1,
            },
          ]
        : []);
    const done = { conclusion: part.conclusion, log: part.log, annotations, summary: "", outputs: {} };
    completeJob(world, run, job, done, world.now());
  }
  await completeRun(world, run, attempt, verdict(attempt.jobs.map((job) => job.conclusion)));
}

/** A run's conclusion from its jobs', as GitHub weighs them. */
export function verdict(conclusions: (JobConclusion | null)[]): JobConclusion {
  for (const bad of ["failure", "timed_out", "cancelled"] as const)
    if (conclusions.includes(bad)) return bad === "timed_out" ? "failure" : bad;
  return "success";
}
