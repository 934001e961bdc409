/** GitHub Actions: starts runs on events, runs them again, cancels them. */
import { cloneBare, commitInfo, resolve } from "../git.js";
import { changedFiles, emptyTree } from "../shape/commit.js";
import { repoJson } from "../shape/repo.js";
import { fullPullJson } from "../shape/pull.js";
import { userJson } from "../shape/people.js";
import { latest, runJson, workflowJson } from "../shape/run.js";
import type { Actor, JobRecord, Pull, Repository, Run } from "../records.js";
import { HttpError } from "../router.js";
import type { ScriptedRunOptions } from "../types.js";
import type { World } from "../world.js";
import { execute, playScript } from "./execute.js";
import type { Again } from "./execute.js";
import { breakRun, completeRun, emitRun, ensureWorkflow, newAttempt } from "./run-state.js";
import { startsOnPullRequest, startsOnPush, startsOnWorkflowRun, workflowFiles } from "./triggers.js";
import type { ParseTriggers, WorkflowFile } from "./triggers.js";

const runner = () => import("../runner/index.js");

/** GitHub lets a run be run again at most 50 times. */
const mostReruns = 50;
/** Two processors are usual for those who play the demo; more runs wait, queued. */
const atOnce = 2;

type NewRun = Pick<Run, "event" | "branch" | "sha" | "ref" | "actor"> &
  Partial<
    Pick<
      Run,
      "title" | "headRepository" | "headRef" | "baseRef" | "pullRequests" | "fork" | "payload" | "inputs"
    >
  >;

export class Engine {
  readonly oidcRuns = new Map<string, Run>();
  readonly #active = new Set<Promise<void>>();
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(readonly world: World) {}

  /** How workflow files are read. */
  readonly parser: () => Promise<ParseTriggers> = async () => (await runner()).parseTriggers;

  get busy(): boolean {
    return this.#active.size > 0;
  }

  async idle(): Promise<void> {
    await Promise.all(this.#active);
  }

  /** A branch or tag moved: starts what listens to `push`. */
  async pushed(
    repository: Repository,
    ref: string,
    before: string | null,
    after: string,
    actor: string,
  ): Promise<void> {
    const commit = await commitInfo(repository.gitDir, after);
    if (commit !== null && /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(commit.message))
      return;
    const files = await workflowFiles(repository.gitDir, after, this.parser);
    if (files.length === 0) return;
    const from = before ?? commit?.parents[0] ?? emptyTree;
    const changed = (await changedFiles(repository.gitDir, from, after)).map((change) => change.path);
    for (const file of files) {
      if (!startsOnPush(file.triggers, ref, changed)) continue;
      await this.#start(repository, file, {
        event: "push",
        branch: ref.replace(/^refs\/(?:heads|tags)\//, ""),
        sha: after,
        ref,
        actor,
        payload: {
          ref,
          before: before ?? "0".repeat(40),
          after,
          repository: repoJson(this.world, repository),
          sender: userJson(this.world, actor),
          head_commit: { id: after, message: commit?.message ?? "" },
        },
      });
    }
  }

  /** A pull request was opened, updated, ...: starts what listens to `pull_request`. */
  async pulled(repository: Repository, pull: Pull, action: string, actor: string): Promise<void> {
    const merge = await resolve(repository.gitDir, `refs/pull/${pull.number}/merge`);
    if (merge === null) return; // GitHub starts nothing for a pull request that conflicts
    const files = await workflowFiles(repository.gitDir, merge, this.parser);
    const changed = (await changedFiles(repository.gitDir, `${merge}^1`, merge)).map((one) => one.path);
    for (const file of files) {
      if (!startsOnPullRequest(file.triggers, action, pull.base.ref, changed)) continue;
      await this.#start(repository, file, {
        event: "pull_request",
        branch: pull.head.ref,
        sha: pull.head.sha,
        ref: `refs/pull/${pull.number}/merge`,
        headRepository: pull.headRepository,
        headRef: pull.head.ref,
        baseRef: pull.base.ref,
        pullRequests: [pull.number],
        fork: pull.fork,
        title: pull.title,
        actor,
        payload: {
          action,
          number: pull.number,
          pull_request: await fullPullJson(this.world, repository, pull),
          repository: repoJson(this.world, repository),
          sender: userJson(this.world, actor),
        },
      });
    }
  }

  /** A run ended: starts what listens to `workflow_run` on the default branch (not for such runs themselves). */
  async #completed(run: Run): Promise<void> {
    if (run.event === "workflow_run" || run.repository.forkOf !== null) return;
    const { repository } = run;
    const sha = await resolve(repository.gitDir, "main");
    if (sha === null) return;
    for (const file of await workflowFiles(repository.gitDir, sha, this.parser)) {
      if (!startsOnWorkflowRun(file.triggers, "completed", run.workflow.name, run.branch)) continue;
      await this.#start(repository, file, {
        event: "workflow_run",
        branch: "main",
        sha,
        ref: "refs/heads/main",
        actor: run.actor,
        payload: {
          action: "completed",
          workflow_run: runJson(this.world, run),
          workflow: workflowJson(this.world, repository, run.workflow),
          repository: repoJson(this.world, repository),
          sender: userJson(this.world, run.actor),
        },
      });
    }
  }

  async dispatch(
    repository: Repository,
    file: WorkflowFile,
    where: { ref: string; branch: string; sha: string },
    inputs: Record<string, string>,
    actor: string,
  ): Promise<Run> {
    return await this.#start(repository, file, {
      event: "workflow_dispatch",
      ...where,
      actor,
      inputs,
      title: file.triggers.name,
      payload: {
        inputs,
        ref: where.ref,
        workflow: file.path,
        repository: repoJson(this.world, repository),
        sender: userJson(this.world, actor),
      },
    });
  }

  async #start(repository: Repository, file: WorkflowFile, given: NewRun): Promise<Run> {
    const workflow = ensureWorkflow(this.world, repository, file.path, file.triggers.name);
    const run = await this.#create(repository, workflow, given);
    newAttempt(this.world, run, given.actor);
    emitRun(this.world, run, "requested");
    this.#play(run, { only: null, before: undefined });
    return run;
  }

  async #create(repository: Repository, workflow: Run["workflow"], given: NewRun): Promise<Run> {
    const { world } = this;
    const number = (repository.runNumbers.get(workflow.path) ?? 0) + 1;
    repository.runNumbers.set(workflow.path, number);
    const head = given.headRepository ?? repository;
    const headCommit = await commitInfo(head.gitDir, given.sha);
    const suite = {
      id: world.longId(),
      sha: given.sha,
      branch: given.branch,
      app: "github-actions",
      createdAt: world.now(),
    };
    repository.checkSuites.push(suite);
    const run: Run = {
      repository,
      workflow,
      name: workflow.name,
      title: headCommit?.message.split("\n")[0] ?? workflow.name,
      headRepository: head,
      pullRequests: [],
      fork: false,
      payload: {},
      inputs: {},
      ...given,
      id: world.longId(),
      runNumber: number,
      createdAt: world.now(),
      attempts: [],
      checkSuiteId: suite.id,
      headCommit,
      script: null,
      controller: null,
      logsGone: false,
    };
    repository.runs.push(run);
    return run;
  }

  async scripted(repository: Repository, options: ScriptedRunOptions): Promise<Run> {
    const { world } = this;
    const path = options.path ?? ".github/workflows/ci.yml";
    const name = options.workflow ?? (options.broken ? path : "CI");
    const workflow = ensureWorkflow(world, repository, path, name);
    const pull = options.pullRequest === undefined ? undefined : repository.pulls.get(options.pullRequest);
    const branch = options.branch ?? pull?.head.ref ?? "main";
    const sha =
      options.sha ??
      pull?.head.sha ??
      (await resolve(repository.gitDir, branch)) ??
      (await resolve(repository.gitDir, "main")) ??
      "0".repeat(40);
    const head =
      pull?.headRepository ??
      (options.fork === true ? await this.fork(repository, "contributor") : repository);
    const actor = pull?.author ?? (options.fork === true ? "contributor" : "dev");
    const run = await this.#create(repository, workflow, {
      event: options.event ?? (pull === undefined ? "push" : "pull_request"),
      branch,
      sha,
      ref: pull === undefined ? `refs/heads/${branch}` : `refs/pull/${pull.number}/merge`,
      headRepository: head,
      pullRequests: pull === undefined ? [] : [pull.number],
      fork: options.fork ?? pull?.fork ?? false,
      actor,
    });
    run.logsGone = options.logsGone ?? false;
    run.script = [options.jobs, ...(options.attempts ?? [])];
    newAttempt(world, run, actor);
    emitRun(world, run, "requested");
    if (options.hangs === true) this.#hang(run);
    else if (options.broken) await breakRun(world, run, options.broken);
    else await this.#attempt(run, { only: null, before: undefined });
    return run;
  }

  /** In progress until it is cancelled. */
  #hang(run: Run): void {
    const attempt = latest(run);
    attempt.status = "in_progress";
    emitRun(this.world, run, "in_progress");
    run.controller = new AbortController();
    run.controller.signal.addEventListener("abort", () => {
      const ending: Promise<void> = completeRun(this.world, run, attempt, "cancelled").finally(() =>
        this.#active.delete(ending),
      );
      this.#active.add(ending);
    });
  }

  /** The person's fork of a repository, made when there is none. */
  async fork(repository: Repository, owner: string): Promise<Repository> {
    const known = this.world.repository(`${owner}/${repository.name}`);
    if (known !== undefined) return known;
    const made = this.world.addRepository(`${owner}/${repository.name}`, {
      installed: false,
      forkOf: repository,
    });
    await cloneBare(repository.gitDir, made.gitDir);
    return made;
  }

  /** Runs all, the failed, or one job (with what needs it) again; throws as GitHub refuses. */
  rerun(run: Run, which: "all" | "failed" | JobRecord, actor: Actor): void {
    const before = latest(run);
    if (before.status !== "completed") throw new HttpError(403, "This workflow is already running");
    if (run.attempts.length > mostReruns)
      throw new HttpError(
        403,
        "Unable to re-run this workflow run because it has reached the maximum number of attempts",
      );
    let only: Set<JobRecord> | null = null;
    if (which === "failed") {
      // What a failed job kept from running (skipped) is run too.
      only = new Set(before.jobs.filter((job) => job.conclusion !== "success"));
      if (only.size === 0) throw new HttpError(403, "This workflow run cannot be retried");
    } else if (which !== "all") only = new Set([which]);
    newAttempt(this.world, run, actor.login);
    emitRun(this.world, run, "requested");
    this.#play(run, { only, before });
  }

  cancel(run: Run): void {
    if (latest(run).status === "completed")
      throw new HttpError(409, "Cannot cancel a workflow run that is completed.");
    run.controller?.abort();
  }

  /** ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN of a run. */
  oidcRequest(run: Run): { url: string; token: string } {
    const actor: Actor = { kind: "job", login: "github-actions[bot]", permissions: {}, repositories: [] };
    const { token } = this.world.issueToken(actor, "ghs_", 24 * 3600 * 1000);
    this.oidcRuns.set(token, run);
    return { url: `${this.world.url}/_oidc/token?api-version=2.0`, token };
  }

  #play(run: Run, again: Again): void {
    run.controller = new AbortController(); // also a run that still waits can be cancelled
    const playing: Promise<void> = this.#attempt(run, again)
      .catch((error: unknown) => {
        this.world.violations.push(`run ${run.id} of ${run.workflow.path}: ${String(error)}`);
        Object.assign(latest(run), { status: "completed", conclusion: "failure" });
      })
      .finally(() => this.#active.delete(playing));
    this.#active.add(playing);
  }

  async #attempt(run: Run, again: Again): Promise<void> {
    const attempt = latest(run);
    const signal = run.controller?.signal ?? new AbortController().signal;
    if (run.script !== null) {
      await playScript(this.world, run, attempt, again);
      await this.#completed(run);
      return;
    }
    if (this.#running >= atOnce) await new Promise<void>((resume) => this.#waiting.push(resume));
    this.#running++;
    try {
      const at = run.event === "pull_request" ? run.ref : run.sha;
      const files = await workflowFiles(run.repository.gitDir, at, this.parser);
      const text = files.find((file) => file.path === run.workflow.path)?.text ?? "";
      await execute(this.world, run, attempt, text, again, signal, (await runner()).executeRun);
      await this.#completed(run);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
