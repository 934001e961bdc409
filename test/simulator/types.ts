/** What tests and the demo see of the simulator; its insides are in `records.ts`. */

export interface SimulatorOptions {
  /** Default: any free port. */
  port?: number;
  /** Where the bare git repositories live. Default: a temporary directory, removed by `close()`. */
  dir?: string;
  /** Clock of everything GitHub dates, of token expiry and of JWT checks. */
  now?: () => Date;
  /** Where REST begins. Default `/api/v3` as on GitHub Enterprise Server; `""` looks like api.github.com. */
  pathPrefix?: string;
  /** `owner/repo[/path]` (without `@ref`) -> folder of a JavaScript or composite action for `uses:`. */
  actions?: Record<string, string>;
  /** Permissions of the App; default: the widest heal's `app.yml` may ask for. */
  permissions?: Record<string, "read" | "write">;
  /** Webhook events of the App. */
  events?: string[];
  /** `GET /search/issues` finds an issue only this long after its creation, as GitHub's index does. Default 0. */
  searchLagMs?: number;
}

export type Fault =
  | { delayMs?: number }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | {
      /**
       * `rate-limited` and `secondary-limited`: 403 as GitHub words them. `empty`: 200 without a body.
       * `cut-off`: the connection ends amid the body. `after-effect-drop`: the effect is done, the
       * connection is destroyed before the answer.
       */
      kind: "rate-limited" | "secondary-limited" | "empty" | "cut-off" | "after-effect-drop";
      /** For the two limits: when to come back. Default 2 (GitHub's own is often 60). */
      retryAfterSeconds?: number;
    }
  /** A list read from a copy that lags: it lacks what was made in the last `lagMs`; without it the list is empty. */
  | { kind: "lag"; lagMs?: number };

export interface FaultMatch {
  method?: string;
  /** Tested against the path with its query, e.g. `/api/v3/repos/acme/shop/issues?state=open`. */
  path?: RegExp;
}

export type EffectKind =
  | "rerun"
  | "cancel"
  | "dispatch"
  | "comment"
  | "comment-edited"
  | "comment-deleted"
  | "issue"
  | "issue-edited"
  | "pr"
  | "pr-edited"
  | "commit"
  | "branch"
  | "branch-deleted"
  | "label"
  | "assign"
  | "lock"
  | "reaction"
  | "status"
  | "check"
  | "check-edited"
  | "review"
  | "review-request"
  | "close"
  | "reopen"
  | "merge"
  | "artifact"
  | "cache-deleted"
  | "branch-updated"
  | "workflow-disabled"
  | "workflow-enabled";

/** One visible write by a client (what a test's own `Repo` calls do is not in the list). */
export interface SimEffect {
  at: Date;
  /** Login, e.g. `heal[bot]`. */
  actor: string;
  kind: EffectKind;
  repository: string;
  detail: Record<string, unknown>;
}

export interface SimRequest {
  method: string;
  path: string;
  actor: string;
  status: number;
}

export interface SimIssue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  author: string;
  state: "open" | "closed";
  stateReason: string | null;
  labels: string[];
  assignees: string[];
  locked: boolean;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  reactions: { id: number; user: string; content: string }[];
  htmlUrl: string;
}

export interface SimCheck {
  id: number;
  name: string;
  app: string;
  status: string;
  conclusion: string | null;
  title: string | null;
  summary: string | null;
  annotations: {
    path: string;
    start_line: number;
    start_column?: number | null;
    title: string | null;
    message: string;
  }[];
  actions: { label: string; description: string; identifier: string }[];
}

export interface SimPull extends SimIssue {
  draft: boolean;
  merged: boolean;
  mergeCommitSha: string | null;
  head: { repository: string; ref: string; sha: string };
  base: { ref: string; sha: string };
  fork: boolean;
  requestedReviewers: string[];
}

export interface SimComment {
  id: number;
  /** Number of the issue or pull request. */
  issue: number;
  author: string;
  body: string;
  createdAt: Date;
  updatedAt: Date;
  reactions: { id: number; user: string; content: string }[];
  htmlUrl: string;
}

export type JobConclusion = "success" | "failure" | "cancelled" | "skipped" | "timed_out" | "startup_failure";

export interface SimStep {
  number: number;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "cancelled" | "skipped" | null;
  startedAt: Date | null;
  completedAt: Date | null;
  log: string;
}

export interface SimJob {
  id: number;
  name: string;
  attempt: number;
  status: "queued" | "in_progress" | "completed";
  conclusion: JobConclusion | null;
  steps: SimStep[];
  /** `null`: GitHub has no log (never started, or gone). */
  log: string | null;
  annotations: { level: "notice" | "warning" | "failure"; message: string; path?: string; line?: number }[];
  summary: string;
}

export interface SimRun {
  id: number;
  repository: string;
  name: string;
  path: string;
  event: string;
  branch: string;
  sha: string;
  runNumber: number;
  status: "queued" | "in_progress" | "completed";
  conclusion: JobConclusion | null;
  /** The latest attempt, from 1. */
  attempt: number;
  /** Jobs of the latest attempt. */
  jobs: SimJob[];
  attempts: { attempt: number; conclusion: JobConclusion | null; jobs: SimJob[] }[];
  pullRequests: number[];
  artifacts: { id: number; name: string }[];
  inputs: Record<string, string>;
  htmlUrl: string;
}

export interface ScriptedJob {
  name: string;
  conclusion: "success" | "failure" | "cancelled" | "timed_out";
  steps?: { name: string; conclusion: string }[];
  /** `null`: the log endpoints answer 404 for this job. */
  log: string | null;
  annotations?: SimJob["annotations"];
}
/** What one later attempt does; jobs not named keep what they did before. */
export type ScriptedJobs = ScriptedJob[];

export interface ScriptedRunOptions {
  /** Name of the workflow. Default `CI`. */
  workflow?: string;
  /** Default `.github/workflows/ci.yml`; the file need not exist. */
  path?: string;
  branch?: string;
  sha?: string;
  event?: string;
  jobs: ScriptedJobs;
  /** The second, third, ... attempt; past the end the last one is played again. */
  attempts?: ScriptedJobs[];
  pullRequest?: number;
  /** The logs are past their retention: the log endpoints answer 410. */
  logsGone?: boolean;
  /** GitHub could not start it: a run of no jobs that bears the file's path. `message`: what its check run says, if it has one. */
  broken?: { conclusion?: "failure" | "startup_failure"; message?: string };
  /** It goes on until somebody cancels it. */
  hangs?: boolean;
  /** The head is in another repository: `pull_requests` is empty, as GitHub sends for forks. */
  fork?: boolean;
}

export interface Repo {
  readonly fullName: string;
  readonly id: number;
  readonly installationId: number;
  readonly gitDir: string;
  readonly defaultBranch: "main";
  /** Commits files (`null` deletes) on a branch, made from `from` (default `main`) when new; answers the sha. */
  commit(
    branch: string,
    files: Record<string, string | null>,
    options?: { message?: string; author?: string; from?: string },
  ): Promise<string>;
  pullRequest(options: {
    head: string;
    base?: string;
    title: string;
    body?: string;
    author?: string;
    files?: Record<string, string | null>;
    fork?: boolean;
    draft?: boolean;
  }): Promise<{ number: number; headSha: string }>;
  issue(options: { title: string; body?: string; author: string; labels?: string[] }): Promise<number>;
  /** Answers 410 from then on; with the webhook `issues.deleted`. */
  deleteIssue(number: number, by: string): void;
  /** Answers 301 from then on; with the webhook `issues.transferred`. The number it has there. */
  transferIssue(number: number, to: Repo, by: string): number;
  /** Answers the comment's id. */
  comment(number: number, author: string, body: string): Promise<number>;
  issues(): SimIssue[];
  pulls(): SimPull[];
  comments(number: number): SimComment[];
  /** Check runs of a commit that Apps made, the oldest first. */
  checks(sha: string): SimCheck[];
  /** A person presses a button of a check run (webhook `check_run.requested_action`), or has it run again (null; `rerequested`). */
  press(checkRun: number, identifier: string | null, by: string): Promise<void>;
  runs(): SimRun[];
  /** Text of a file at a branch or sha; `null` when there is none. */
  file(ref: string, path: string): Promise<string | null>;
  scriptedRun(options: ScriptedRunOptions): Promise<SimRun>;
  /** A cache as a run leaves it. */
  cache(key: string, ref?: string): void;
  /** Keys of the caches that are there. */
  caches(): string[];
  /** What a deployment workflow leaves, with its statuses, oldest first. */
  deployment(options: {
    environment: string;
    sha: string;
    states: ("success" | "failure" | "inactive" | "in_progress")[];
  }): void;
  /** `active`, or as a person or GitHub left it. */
  workflowState(path: string): string | null;
  setWorkflowState(path: string, state: "active" | "disabled_manually" | "disabled_inactivity"): void;
  /** What owners do; `lost`: the webhook of it never arrives. Former names lead on until another repository has them. */
  rename(name: string, told?: { lost?: boolean }): void;
  transfer(owner: string, told?: { lost?: boolean }): void;
  setArchived(archived: boolean, told?: { lost?: boolean }): void;
  /** The App's installation loses the repository, or gets it back. */
  setInstalled(installed: boolean, told?: { lost?: boolean }): void;
  delete(told?: { lost?: boolean }): void;
}

export interface Simulator {
  readonly url: string;
  readonly apiUrl: string;
  readonly host: string;
  readonly app: {
    id: number;
    slug: string;
    login: string;
    privateKey: string;
    webhookSecret: string;
    permissions: Record<string, "read" | "write">;
  };
  setWebhookUrl(url: string | null): void;
  repository(
    fullName: string,
    options: { files: Record<string, string>; private?: boolean; installed?: boolean; topics?: string[] },
  ): Promise<Repo>;
  /** A token of another person or bot, for `Authorization: Bearer`; it may write everywhere unless `setPermission` says otherwise. */
  token(login: string, kind?: "user" | "bot"): string;
  /** `customRole`: the name of an organisation's own role that grants as much. */
  setPermission(fullName: string, login: string, permission: Permission, customRole?: string): void;
  setAppPermissions(permissions: Partial<Record<string, "read" | "write" | "none">>): void;
  /** The next `times` (default: all) matching requests meet the fault; the answer takes it away again. */
  setFault(match: FaultMatch, fault: Fault, times?: number): () => void;
  readonly effects: SimEffect[];
  readonly requests: SimRequest[];
  readonly violations: string[];
  /** The owner takes the App away, or holds it up. */
  uninstall(owner: string, told?: { lost?: boolean }): void;
  setSuspended(owner: string, suspended: boolean, told?: { lost?: boolean }): void;
  redeliver(guid: string): Promise<void>;
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export type Permission = "admin" | "maintain" | "write" | "triage" | "read" | "none";
