import type { RepositoryRef, RunFacts } from "../events/event.js";

export interface RunRef {
  repository: RepositoryRef;
  runId: number;
}

export interface Job {
  id: number;
  name: string;
  attempt: number;
  conclusion: string | null;
  steps: { number: number; name: string; conclusion: string | null }[];
  url: string;
}

export interface PullFile {
  filename: string;
  previous_filename?: string;
  status: string;
  additions: number;
  deletions: number;
  patch?: string;
}

export interface Pull {
  number: number;
  nodeId: string;
  url: string;
  title: string;
  body: string;
  author: string;
  state: "open" | "closed";
  draft: boolean;
  merged: boolean;
  headSha: string;
  headRef: string;
  baseRef: string;
}

export interface CheckRun {
  name: string;
  /** null while it runs. */
  conclusion: string | null;
  url: string;
}

export interface Comment {
  id: number;
  author: string;
  body: string;
  url: string;
}

export interface Issue {
  number: number;
  url: string;
  title: string;
  body: string;
  state: "open" | "closed";
}

/** GitHub Actions, as far as heal reads and moves it. */
export interface Runs {
  /** A fresh look at a run's newest attempt; null when GitHub no longer has it. */
  run(ref: RunRef): Promise<(RunFacts & { status: string }) | null>;
  /** The jobs of one attempt, at most 300. */
  jobs(ref: RunRef, attempt: number): Promise<Job[]>;
  /** The text of one job's log; null when GitHub no longer has it. Throws `HEAL_LOG_CUT` when it ended early. */
  jobLog(repository: RepositoryRef, jobId: number): Promise<string | null>;
  /** Reruns the failed jobs of a run; GitHub allows 50 reruns of one run. */
  rerunFailedJobs(ref: RunRef): Promise<void>;
  /** Starts a workflow; the run's id when GitHub tells it. */
  dispatch(
    repository: RepositoryRef,
    workflow: string,
    ref: string,
    inputs: Record<string, string>,
  ): Promise<number | null>;
  /** What this App dispatched, newest first, at most 50. */
  dispatchedRuns(
    repository: RepositoryRef,
    workflow: string,
    since: Date,
  ): Promise<(RunFacts & { status: string })[]>;
  /** The zip of a named artifact of a run; null when there is none. */
  artifact(ref: RunRef, name: string): Promise<Buffer | null>;
}

/** A change of one file; `null` content removes it. */
export interface FileChange {
  path: string;
  content: string | null;
  executable?: boolean;
}

export interface Code {
  defaultBranch(repository: RepositoryRef): Promise<string>;
  /** The commit a branch points to; null when there is no such branch. */
  branchHead(repository: RepositoryRef, branch: string): Promise<string | null>;
  /** A file's text at a commit or branch, at most 1 MB; null when there is none. */
  file(repository: RepositoryRef, path: string, ref: string): Promise<string | null>;
  /** Names of a folder's files; empty when there is no such folder. */
  folder(repository: RepositoryRef, path: string, ref: string): Promise<string[]>;
  /** One commit on a new branch, made as the App (so GitHub signs it). Throws when the branch exists already elsewhere. */
  commit(
    repository: RepositoryRef,
    change: { branch: string; base: string; message: string; files: FileChange[] },
  ): Promise<string>;
  deleteBranch(repository: RepositoryRef, branch: string): Promise<void>;
  checks(repository: RepositoryRef, sha: string): Promise<CheckRun[]>;
}

export interface Pulls {
  pull(repository: RepositoryRef, number: number): Promise<Pull | null>;
  /** The newest pull request from this branch of the repository itself, in any state. */
  pullOf(repository: RepositoryRef, branch: string): Promise<Pull | null>;
  pullFiles(repository: RepositoryRef, number: number): Promise<PullFile[]>;
  openPull(
    repository: RepositoryRef,
    pull: { head: string; base: string; title: string; body: string; draft: boolean },
  ): Promise<Pull>;
  updatePull(
    repository: RepositoryRef,
    number: number,
    change: { body?: string; state?: "open" | "closed" },
  ): Promise<void>;
  markReady(repository: RepositoryRef, pull: Pick<Pull, "number" | "nodeId">): Promise<void>;
}

export type Reaction = "+1" | "-1" | "confused" | "rocket" | "eyes";

export interface Issues {
  issue(repository: RepositoryRef, number: number): Promise<Issue | null>;
  createIssue(
    repository: RepositoryRef,
    issue: { title: string; body: string; labels: string[]; assignees: string[] },
  ): Promise<Issue>;
  updateIssue(
    repository: RepositoryRef,
    number: number,
    change: { body?: string; title?: string; state?: "open" | "closed" },
  ): Promise<void>;
  /** The newest 100 issues that heal opened, in any state: how an issue is found again after a crash. */
  ownIssues(repository: RepositoryRef): Promise<Issue[]>;
  /** All comments of an issue or pull request since a time, at most 300. */
  comments(repository: RepositoryRef, number: number, since: Date): Promise<Comment[]>;
  comment(repository: RepositoryRef, number: number, body: string): Promise<Comment>;
  react(repository: RepositoryRef, commentId: number, reaction: Reaction): Promise<void>;
  /** What somebody may do: `admin maintain write triage read none`. */
  permission(repository: RepositoryRef, login: string): Promise<string>;
}

/** All that heal asks of GitHub. A room takes the narrowest part it uses. Refusals are `HEAL_GITHUB_REFUSED`. */
export type GitHub = Runs & Code & Pulls & Issues;
