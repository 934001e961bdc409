/** What tests hold of a repository: acting as the people around it. */
import { addComment, deleteIssue, openIssue, transferIssue } from "./changes/issues.js";
import { openPull } from "./changes/pulls.js";
import { ensureWorkflow } from "./actions/run-state.js";
import { commitAndPush } from "./changes/push.js";
import {
  remove,
  rename,
  setArchived,
  setInstalled,
  transfer,
  type DeliveryOptions,
} from "./changes/repositories.js";
import { readFile } from "./git.js";
import type { Actor, Issue, Pull, Repository, Run } from "./records.js";
import { checkRunJson, checkSuiteJson } from "./shape/check.js";
import { commentsOf } from "./shape/issue.js";
import { latest } from "./shape/run.js";
import type { Repo, SimCheck, SimComment, SimIssue, SimJob, SimPull, SimRun } from "./types.js";
import type { World } from "./world.js";

function person(login: string): Actor {
  return { kind: login.endsWith("[bot]") ? "bot" : "user", login, permissions: null, repositories: null };
}

function jobView(job: SimJob): SimJob {
  const { id, name, attempt, status, conclusion, log, summary } = job;
  const steps = job.steps.map((step) => ({ ...step }));
  return { id, name, attempt, status, conclusion, steps, log, summary, annotations: [...job.annotations] };
}

export function runView(world: World, run: Run): SimRun {
  const attempt = latest(run);
  return {
    id: run.id,
    repository: run.repository.fullName,
    name: run.workflow.name,
    path: run.workflow.path,
    event: run.event,
    branch: run.branch,
    sha: run.sha,
    runNumber: run.runNumber,
    status: attempt.status,
    conclusion: attempt.conclusion,
    attempt: attempt.attempt,
    jobs: attempt.jobs.map(jobView),
    attempts: run.attempts.map((one) => ({
      attempt: one.attempt,
      conclusion: one.conclusion,
      jobs: one.jobs.map(jobView),
    })),
    pullRequests: [...run.pullRequests],
    artifacts: run.repository.artifacts
      .filter((one) => one.runId === run.id)
      .map(({ id, name }) => ({ id, name })),
    inputs: { ...run.inputs },
    htmlUrl: `${world.url}/${run.repository.fullName}/actions/runs/${run.id}`,
  };
}

function issueView(world: World, repository: Repository, issue: Issue | Pull, kind: string): SimIssue {
  const { id, number, title, body, author, state, stateReason, locked, createdAt, updatedAt, closedAt } =
    issue;
  return {
    ...{ id, number, title, body, author, state, stateReason, locked, createdAt, updatedAt, closedAt },
    labels: [...issue.labels],
    assignees: [...issue.assignees],
    reactions: issue.reactions.map((one) => ({ ...one })),
    htmlUrl: `${world.url}/${repository.fullName}/${kind}/${number}`,
  };
}

export class RepoHandle implements Repo {
  readonly defaultBranch = "main";

  constructor(
    readonly world: World,
    readonly record: Repository,
  ) {}

  get fullName(): string {
    return this.record.fullName;
  }
  get id(): number {
    return this.record.id;
  }
  get installationId(): number {
    return this.world.installation(this.record).id;
  }
  get gitDir(): string {
    return this.record.gitDir;
  }

  async commit(
    branch: string,
    files: Record<string, string | null>,
    options: { message?: string; author?: string; from?: string } = {},
  ): Promise<string> {
    const message = options.message ?? `change ${Object.keys(files).slice(0, 3).join(", ")}`;
    const actor = person(options.author ?? "dev");
    this.world.user(actor.login);
    const from = options.from === undefined ? {} : { from: options.from };
    return await commitAndPush(this.world, this.record, { branch, message, files, ...from }, actor);
  }

  async pullRequest(
    options: Parameters<Repo["pullRequest"]>[0],
  ): Promise<{ number: number; headSha: string }> {
    const { world, record } = this;
    const actor = person(options.author ?? (options.fork === true ? "contributor" : "dev"));
    const headRepository = options.fork === true ? await world.engine.fork(record, actor.login) : record;
    if (options.files !== undefined) {
      const { files, head: branch } = options;
      await commitAndPush(world, headRepository, { branch, files, message: options.title }, actor);
    }
    const pull = await openPull(
      world,
      record,
      {
        title: options.title,
        body: options.body ?? null,
        head: options.head,
        headRepository,
        base: options.base ?? "main",
        draft: options.draft ?? false,
      },
      actor,
    );
    return { number: pull.number, headSha: pull.head.sha };
  }

  async issue(options: { title: string; body?: string; author: string; labels?: string[] }): Promise<number> {
    const given = { title: options.title, body: options.body ?? null, labels: options.labels ?? [] };
    return openIssue(this.world, this.record, given, person(options.author)).number;
  }

  deleteIssue(number: number, by: string): void {
    deleteIssue(this.world, this.record, number, by);
  }

  transferIssue(number: number, to: Repo, by: string): number {
    const there = this.world.repository(to.fullName);
    if (there === undefined) throw new Error(`there is no repository ${to.fullName}`);
    return transferIssue(this.world, this.record, number, there, by);
  }

  async comment(number: number, author: string, body: string): Promise<number> {
    return addComment(this.world, this.record, number, body, person(author)).id;
  }

  issues(): SimIssue[] {
    return [...this.record.issues.values()].map((issue) =>
      issueView(this.world, this.record, issue, "issues"),
    );
  }

  pulls(): SimPull[] {
    return [...this.record.pulls.values()].map((pull) => ({
      ...issueView(this.world, this.record, pull, "pull"),
      draft: pull.draft,
      merged: pull.merged,
      mergeCommitSha: pull.mergeCommitSha,
      head: { ...pull.head },
      base: { ...pull.base },
      fork: pull.fork,
      requestedReviewers: [...pull.requestedReviewers],
    }));
  }

  checks(sha: string): SimCheck[] {
    return this.record.checkRuns
      .filter((check) => check.sha === sha && check.app !== "github-actions")
      .map(({ id, name, app, status, conclusion, output, annotations, actions }) => ({
        ...{ id, name, app, status, conclusion, title: output.title, summary: output.summary },
        annotations: annotations.map((one) => ({ ...one })),
        actions: actions.map((one) => ({ ...one })),
      }));
  }

  async press(checkRun: number, identifier: string | null, by: string): Promise<void> {
    const check = this.record.checkRuns.find(({ id }) => id === checkRun);
    if (check === undefined) throw new Error(`there is no check run ${checkRun}`);
    const suite = this.record.checkSuites.find(({ id }) => id === check.suiteId);
    if (suite === undefined) throw new Error(`check run ${checkRun} has no suite`);
    const action = identifier === null ? "rerequested" : "requested_action";
    this.world.webhooks.emit(this.record, "check_run", action, by, {
      check_run: {
        ...checkRunJson(this.world, this.record, check),
        check_suite: await checkSuiteJson(this.world, this.record, suite),
      },
      ...(identifier === null ? {} : { requested_action: { identifier } }),
    });
  }

  comments(number: number): SimComment[] {
    const kind = this.record.pulls.has(number) ? "pull" : "issues";
    return commentsOf(this.record, number).map(({ viaApp: _viaApp, ...comment }) => ({
      ...comment,
      reactions: comment.reactions.map((one) => ({ ...one })),
      htmlUrl: `${this.world.url}/${this.fullName}/${kind}/${number}#issuecomment-${comment.id}`,
    }));
  }

  runs(): SimRun[] {
    return this.record.runs.map((run) => runView(this.world, run));
  }

  async file(ref: string, path: string): Promise<string | null> {
    return (await readFile(this.gitDir, ref, path))?.toString("utf8") ?? null;
  }

  rename(name: string, told?: DeliveryOptions): void {
    rename(this.world, this.record, name, told);
  }
  transfer(owner: string, told?: DeliveryOptions): void {
    transfer(this.world, this.record, owner, told);
  }
  setArchived(archived: boolean, told?: DeliveryOptions): void {
    setArchived(this.world, this.record, archived, told);
  }
  setInstalled(installed: boolean, told?: DeliveryOptions): void {
    setInstalled(this.world, this.record, installed, told);
  }
  delete(told?: DeliveryOptions): void {
    remove(this.world, this.record, told);
  }

  cache(key: string, ref = "refs/heads/main"): void {
    this.record.caches.push({ id: this.world.id(), key, ref, createdAt: this.world.now() });
  }
  caches(): string[] {
    return this.record.caches.map(({ key }) => key);
  }
  deployment(options: Parameters<Repo["deployment"]>[0]): void {
    this.record.deployments.push({ id: this.world.id(), createdAt: this.world.now(), ...options });
  }
  workflowState(path: string): string | null {
    return this.record.workflows.get(path)?.state ?? null;
  }
  setWorkflowState(path: string, state: Parameters<Repo["setWorkflowState"]>[1]): void {
    ensureWorkflow(this.world, this.record, path, this.record.workflows.get(path)?.name ?? path).state =
      state;
  }

  async scriptedRun(options: Parameters<Repo["scriptedRun"]>[0]): Promise<SimRun> {
    return runView(this.world, await this.world.engine.scripted(this.record, options));
  }
}
