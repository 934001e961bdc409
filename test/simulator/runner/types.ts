/** What the small Actions runner takes and tells. The simulator implements the callbacks; the runner has no HTTP. */

export type Access = "read" | "write" | "none";

export interface RunRequest {
  /** `owner/name`. */
  repository: string;
  /** A bare repository or a `.git` folder; only read. */
  gitDir: string;
  sha: string;
  /** `refs/heads/x`, `refs/tags/x` or `refs/pull/1/merge`. */
  ref: string;
  headRef?: string;
  baseRef?: string;
  /** The workflow's YAML text. */
  workflow: string;
  workflowPath: string;
  event: string;
  payload: Record<string, unknown>;
  inputs?: Record<string, string>;
  runId: number;
  runNumber: number;
  attempt: number;
  actor: string;
  serverUrl: string;
  apiUrl: string;
  graphqlUrl: string;
  /** Names or keys of the jobs to run again, with what needs them; the others keep their `earlier` result. */
  only?: string[];
  /** Results of the attempt before, by job key or job name. */
  earlier?: Record<string, { conclusion: string; outputs: Record<string, string> }>;
  /** Makes the GITHUB_TOKEN of one job. */
  token(permissions: Record<string, Access>): string;
  /** ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN, given to jobs with `id-token: write`. */
  oidc: { url: string; token: string };
  uploadArtifact(name: string, zip: Buffer): Promise<{ id: number }>;
  downloadArtifact(name: string): Promise<Buffer | null>;
  /** `owner/repo[/path]` (without `@ref`) -> local folder of a JavaScript or composite action. */
  actions: Record<string, string>;
  /** Cancels the run. */
  signal: AbortSignal;
  secrets?: Record<string, string>;
  vars?: Record<string, string>;
}

export type StepConclusion = "success" | "failure" | "cancelled" | "skipped";
export type JobConclusion = StepConclusion | "timed_out";

export interface Annotation {
  level: "notice" | "warning" | "failure";
  message: string;
  path?: string;
  line?: number;
  title?: string;
}

export interface PlannedJob {
  /** Unique in the run: the job's id, and for a matrix ` (a, b)` behind it. */
  key: string;
  name: string;
  /** Keys of jobs. */
  needs: string[];
  /** `runs-on`. */
  labels: string[];
}

export interface StepResult {
  number: number;
  name: string;
  conclusion: StepConclusion;
  log: string;
}

export interface JobResult {
  conclusion: JobConclusion;
  log: string;
  annotations: Annotation[];
  summary: string;
  outputs: Record<string, string>;
}

/**
 * The runner calls these in order. `jobs` comes first; it comes again with further jobs when a matrix is made
 * from the outputs of another job. A skipped job has `jobCompleted` alone; a job kept from `earlier` has neither.
 */
export interface RunEvents {
  jobs(planned: PlannedJob[]): void;
  jobStarted(key: string, at: Date): void;
  stepStarted(key: string, step: { number: number; name: string }, at: Date): void;
  stepCompleted(key: string, step: StepResult, at: Date): void;
  jobCompleted(key: string, result: JobResult, at: Date): void;
}

export interface RunResult {
  conclusion: "success" | "failure" | "cancelled";
  runName: string;
}

export interface Triggers {
  /** The workflow's `name`, empty where it has none. */
  name: string;
  on: Record<string, unknown>;
  runName?: string;
  /** Inputs of `workflow_dispatch`. */
  inputs: Record<string, { required?: boolean; default?: string; type?: string }>;
}
