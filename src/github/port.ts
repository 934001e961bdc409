import type { CheckRun } from "../events/check.js";
import type { RepositoryRef } from "../events/event.js";
import type { RunNow, Workflows } from "./workflows-port.js";

export type { CheckRun } from "../events/check.js";
export type { RunNow } from "./workflows-port.js";

export interface RunRef {
  repository: RepositoryRef;
  runId: number;
}

export interface Job {
  id: number;
  name: string;
  attempt: number;
  /** `completed`, or what it still does; the list may be older than the run's end. */
  status: string;
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
  /** Blob id of the file after the change. */
  sha?: string | null;
  patch?: string;
}

export interface Pull {
  number: number;
  nodeId: string;
  url: string;
  title: string;
  body: string;
  author: string;
  /** The author is an App's user; people's logins cannot look like one. */
  byBot: boolean;
  /** This App's own user opened it. */
  own: boolean;
  state: "open" | "closed";
  draft: boolean;
  merged: boolean;
  headSha: string;
  headRef: string;
  /** null: the fork it came from is gone. */
  headRepositoryId: number | null;
  baseRef: string;
  /** The base branch's commit when GitHub last compared the two. */
  baseSha: string;
  baseRepositoryId: number;
}

/** What judges one commit. */
export interface CommitChecks {
  /** Jobs are those of the newest attempt of each of its runs; a job that waits for another may not be there yet. */
  checks: CheckRun[];
  /** Names of the workflows whose runs have not ended. */
  unfinished: string[];
  /** When the last of its ended runs ended. */
  lastEnd: string | null;
  /** What GitHub did not show, in words; null: all was seen. */
  unseen: string | null;
}

export interface Comment {
  id: number;
  author: string;
  /** This App's own user wrote it. */
  own: boolean;
  body: string;
  url: string;
}

export interface Issue {
  number: number;
  url: string;
  title: string;
  body: string;
  state: "open" | "closed";
  /** This App's own user opened it. */
  own: boolean;
}

/** The bytes of a log as they arrive, read once. */
export type LogBytes = AsyncIterable<Buffer>;

/** The part of GitHub Actions that heal uses. */
export interface Runs {
  /** A fresh look at a run's newest attempt; null when GitHub no longer has it. */
  run(ref: RunRef): Promise<RunNow | null>;
  /** The jobs of one attempt, at most 300. */
  jobs(ref: RunRef, attempt: number): Promise<Job[]>;
  /**
   * Opens one job's log; null when GitHub no longer has it. Throws `HEAL_LOG_LATE` when it may only not be there yet; its
   * bytes throw `HEAL_LOG_CUT` when they end early.
   */
  jobLog(repository: RepositoryRef, jobId: number): Promise<LogBytes | null>;
  /** What GitHub's checks say went wrong with a run as a whole: how a run without jobs tells why, where it does. */
  runErrors(ref: RunRef): Promise<string[]>;
  /** Reruns the failed jobs of a run; GitHub allows 50 reruns of one run. `debug`: with its diagnostic logging. */
  rerunFailedJobs(ref: RunRef, debug?: boolean): Promise<void>;
  /** The same of all its jobs. */
  rerunWorkflow(ref: RunRef): Promise<void>;
  /** Asks a run to end; GitHub refuses when it has. */
  cancelRun(ref: RunRef): Promise<void>;
  /** Starts a workflow; the run's id when GitHub tells it. */
  dispatch(
    repository: RepositoryRef,
    workflow: string,
    ref: string,
    inputs: Record<string, string>,
  ): Promise<number | null>;
  /** What this App dispatched, newest first, at most 50. */
  dispatchedRuns(repository: RepositoryRef, workflow: string, since: Date): Promise<RunNow[]>;
  /** The zip of a named artifact of a run; null when there is none. */
  artifact(ref: RunRef, name: string): Promise<Buffer | null>;
}

/** A change of one file; `null` content removes it. */
export interface FileChange {
  path: string;
  content: string | null;
  executable?: boolean;
}

/** One commit on a new branch. */
export interface BranchChange {
  branch: string;
  base: string;
  message: string;
  files: FileChange[];
}

export interface Code {
  defaultBranch(repository: RepositoryRef): Promise<string>;
  /** The commit a branch points to; null when there is no such branch. */
  branchHead(repository: RepositoryRef, branch: string): Promise<string | null>;
  /** A file's text at a commit or branch, at most 1 MB; null when there is none. Bytes that are not UTF-8 are replaced. */
  file(repository: RepositoryRef, path: string, ref: string): Promise<string | null>;
  /** A file's bytes and its blob id; null when there is none, or it is no plain file. */
  blob(repository: RepositoryRef, path: string, ref: string): Promise<{ sha: string; bytes: Buffer } | null>;
  /** Path -> mode of everything in a commit's tree; null when GitHub cut the answer (over 100,000 entries or 7 MB). */
  modes(repository: RepositoryRef, sha: string): Promise<ReadonlyMap<string, string> | null>;
  /** Names of a folder's files; empty when there is no such folder. */
  folder(repository: RepositoryRef, path: string, ref: string): Promise<string[]>;
  /** One commit on a new branch, made as the App (so GitHub signs it). Throws when the branch exists already elsewhere. */
  commit(repository: RepositoryRef, change: BranchChange): Promise<string>;
  /** The head of that branch when it is this very commit: this App's, on that base, with exactly these files; else null. */
  committed(repository: RepositoryRef, change: BranchChange): Promise<string | null>;
  deleteBranch(repository: RepositoryRef, branch: string): Promise<void>;
  /** Jobs, other Apps' checks and commit statuses of exactly this commit; without the runs of forks that are at it. */
  checks(repository: RepositoryRef, sha: string): Promise<CommitChecks>;
  /** How many commits of a branch a commit lacks. */
  behind(repository: RepositoryRef, branch: string, sha: string): Promise<number>;
  /** The files that differ between a head and where it parted from a base, both commits; null when GitHub may not show all. */
  changes(repository: RepositoryRef, base: string, head: string): Promise<PullFile[] | null>;
}

export interface Pulls {
  pull(repository: RepositoryRef, number: number): Promise<Pull | null>;
  /** The newest pull request from this branch of the repository itself, in any state. */
  pullOf(repository: RepositoryRef, branch: string): Promise<Pull | null>;
  /** Number of the newest pull request in any state, 0 when there is none: whatever is opened later has a higher one. */
  newestPull(repository: RepositoryRef): Promise<number>;
  /** The files that it changes at its present head, at most 3,000. `whole`: GitHub showed all of them. */
  pullFiles(
    repository: RepositoryRef,
    number: number,
  ): Promise<{ files: Pick<PullFile, "filename" | "previous_filename" | "status">[]; whole: boolean }>;
  /** Logins of those who wrote its commits, at most 250; null for one that GitHub knows no account of. */
  pullAuthors(repository: RepositoryRef, number: number): Promise<(string | null)[]>;
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
  /** Merges the base branch into the pull request's, if that is still at `expectedHead`; GitHub does it a little later. */
  updateBranch(repository: RepositoryRef, number: number, expectedHead: string): Promise<void>;
  convertToDraft(repository: RepositoryRef, pull: Pick<Pull, "number" | "nodeId">): Promise<void>;
}

export type Reaction = "+1" | "-1" | "confused" | "rocket" | "eyes";

export interface Issues {
  issue(repository: RepositoryRef, number: number): Promise<Issue | null>;
  /** `left`: labels and assignees that GitHub refused, without which the issue was made. */
  createIssue(
    repository: RepositoryRef,
    issue: { title: string; body: string; labels: string[]; assignees: string[] },
  ): Promise<Issue & { left?: string[] }>;
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
  updateComment(repository: RepositoryRef, commentId: number, body: string): Promise<void>;
  /** Adds an assignee; gives who is assigned then. */
  assign(repository: RepositoryRef, number: number, login: string): Promise<string[]>;
  /** `review`: the comment is one on a line of a pull request. */
  react(
    repository: RepositoryRef,
    comment: { id: number; review: boolean },
    reaction: Reaction,
  ): Promise<void>;
  /** What somebody may do: `admin maintain write triage read none`; a role that an organisation made counts as what it grants. */
  permission(repository: RepositoryRef, login: string): Promise<string>;
}

/** A line of a source file with what is wrong there. */
export interface CheckAnnotation {
  path: string;
  line: number;
  /** From 1; left out: the line as a whole. */
  column?: number;
  title: string;
  message: string;
}

/** What a check run says. */
export interface CheckText {
  conclusion: "success" | "neutral" | "failure";
  title: string;
  /** Markdown, at most 65,535 characters. */
  summary: string;
  /** New ones: GitHub keeps what was given before. */
  annotations: readonly CheckAnnotation[];
  /** Buttons, at most 3; label 20 characters, description 40, identifier 20. */
  actions: readonly { label: string; description: string; identifier: string }[];
  detailsUrl: string;
}

/** By what one of the App's own check runs is found again. */
export interface CheckIdentity {
  name: string;
  headSha: string;
  externalId: string;
}

export interface CheckRuns {
  createCheckRun(
    repository: RepositoryRef,
    identity: CheckIdentity,
    text: CheckText,
  ): Promise<{ id: number; url: string }>;
  updateCheckRun(repository: RepositoryRef, id: number, text: CheckText): Promise<void>;
  /** The one that this App made; null: the list does not show it. */
  ownCheckRun(
    repository: RepositoryRef,
    identity: CheckIdentity,
  ): Promise<{ id: number; url: string } | null>;
}

/** All GitHub calls of heal. A caller takes the narrowest part it uses. Refusals are `HEAL_GITHUB_REFUSED`. */
export type GitHub = Runs & Code & Pulls & Issues & CheckRuns & Workflows;
