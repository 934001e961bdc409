import type { Gap } from "./alerts/monitoring.js";

/** A repository as every part of heal names it. */
export interface RepositoryRef {
  /** `owner/name`, as GitHub spells it. */
  fullName: string;
  id: number | null;
  installationId: number | null;
}

/** In keys of what outlives a name: the id, and the name only where heal does not know it. */
export const repositoryKey = ({ id, fullName }: Pick<RepositoryRef, "id" | "fullName">): string =>
  id === null ? fullName : String(id);

export type Severity = "critical" | "error" | "warning" | "info";

/** One attempt of a workflow run, from the webhook. */
export interface RunFacts {
  runId: number;
  attempt: number;
  workflow: string;
  workflowPath: string;
  branch: string;
  headSha: string;
  /** What started the run: `push`, `pull_request`, `workflow_dispatch`, ... */
  event: string;
  /** GitHub's conclusion; null while it runs. */
  conclusion: string | null;
  actor: string;
  title: string;
  /** The head repository is another one: heal never writes for it, and learns nothing of it. */
  fork: boolean;
  /** Id of the repository whose code ran; null: GitHub does not tell, absent: kept by a version that did not ask. */
  headRepositoryId?: number | null;
  pullRequests: number[];
  defaultBranch: string;
  url: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** One finished job of a run, from the webhook. */
export interface JobFacts {
  jobId: number;
  runId: number;
  attempt: number;
  workflow: string;
  name: string;
  headSha: string;
  /** Its branch is called like the default one. Whose branch, and what started it, only its run tells. */
  onDefaultBranch: boolean;
  /** GitHub's conclusion. */
  conclusion: string;
  /** Until a runner took it; null: not known. */
  queuedSeconds: number | null;
  /** From start to end; null: not known. */
  seconds: number | null;
}

/** One failing test of an uploaded report. */
export interface FailingTest {
  suite: string;
  name: string;
  message: string;
  file?: string;
  line?: number;
}

/** One normalised failure or alert, whatever its source. Text in it is redacted already. */
export interface ErrorEvent {
  source: string;
  kind: "ci" | "alert" | "report";
  status: "firing" | "resolved";
  /** null: unrouted; kept and shown. */
  repository: RepositoryRef | null;
  severity: Severity;
  title: string;
  message: string;
  /** When its sender says it happened, within bounds: shown, and no order of ours. */
  occurredAt: Date;
  /** What the sender said, where that was out of all bounds. */
  statedAt?: string;
  /** Events with the same key meet in the same open incident: `run:<repository id>:<id>`, `alert:<source>:<vendor identity>`. */
  key: string;
  /** The vendor's or heal's stable identity of the failure; null until a log was read. */
  fingerprint: string | null;
  service: string | null;
  labels: Record<string, string>;
  url: string | null;
  /** ISO: when its sender says that this firing of the alert began; the same in what it says of the alert's end. */
  startedAt?: string;
  /** Of an end: why it does not prove that what was watched is well. */
  unproven?: string;
  /** It says that monitoring sees nothing, and not how a service fares. */
  gap?: Gap;
  run?: RunFacts;
  failing?: FailingTest[];
}
