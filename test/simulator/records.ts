/** The simulator's own records; everything is in memory but git objects. */
import type { CommitInfo } from "./git.js";
import type { Permission, ScriptedJobs, SimComment, SimIssue, SimJob, SimPull } from "./types.js";

export type Level = "read" | "write" | "none";

export interface Actor {
  kind: "anonymous" | "app" | "installation" | "job" | "user" | "bot";
  login: string;
  /** `null`: not limited by permission names (people, and bots other than the App). */
  permissions: Record<string, Level> | null;
  /** Ids of reachable repositories; `null`: every one. */
  repositories: number[] | null;
  installationId?: number;
}

export interface Token {
  token: string;
  actor: Actor;
  expiresAt: Date | null;
}

export interface User {
  id: number;
  login: string;
  type: "User" | "Bot" | "Organization";
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Review {
  id: number;
  pull: number;
  user: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "PENDING" | "DISMISSED";
  body: string;
  commitId: string;
  at: Date;
}

export interface ReviewComment {
  id: number;
  pull: number;
  reviewId: number | null;
  user: string;
  body: string;
  path: string;
  line: number | null;
  commitId: string;
  at: Date;
  inReplyTo: number | null;
}

export interface Status {
  id: number;
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: string;
  at: Date;
}

export interface CheckAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: string;
  message: string;
  title: string | null;
  raw_details: string | null;
  start_column?: number | null;
  end_column?: number | null;
}

export interface CheckRun {
  id: number;
  sha: string;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  startedAt: Date | null;
  completedAt: Date | null;
  externalId: string | null;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: CheckAnnotation[];
  actions: { label: string; description: string; identifier: string }[];
  suiteId: number;
  app: string;
}

export interface CheckSuite {
  id: number;
  sha: string;
  branch: string | null;
  app: string;
  createdAt: Date;
}

export interface Workflow {
  id: number;
  name: string;
  path: string;
  state: "active" | "disabled_manually" | "disabled_inactivity";
  createdAt: Date;
}

export interface Cache {
  id: number;
  key: string;
  ref: string;
  createdAt: Date;
}

export interface Deployment {
  id: number;
  environment: string;
  sha: string;
  createdAt: Date;
  /** Oldest first. */
  states: ("success" | "failure" | "inactive" | "in_progress")[];
}

export interface Attempt {
  attempt: number;
  status: "queued" | "in_progress" | "completed";
  conclusion: SimJob["conclusion"];
  jobs: JobRecord[];
  startedAt: Date;
  updatedAt: Date;
  triggeringActor: string;
}

export interface JobRecord extends SimJob {
  /** Key of the planned job, which the runner's events name. */
  key: string;
  labels: string[];
  outputs: Record<string, string>;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
}

export interface Run {
  id: number;
  repository: Repository;
  workflow: Workflow;
  name: string;
  title: string;
  event: string;
  branch: string;
  sha: string;
  ref: string;
  headRepository: Repository;
  headRef?: string;
  baseRef?: string;
  runNumber: number;
  createdAt: Date;
  actor: string;
  attempts: Attempt[];
  pullRequests: number[];
  fork: boolean;
  checkSuiteId: number;
  headCommit: CommitInfo | null;
  payload: Record<string, unknown>;
  inputs: Record<string, string>;
  /** `null`: executed by the runner. */
  script: ScriptedJobs[] | null;
  controller: AbortController | null;
  logsGone: boolean;
}

export interface Artifact {
  id: number;
  runId: number;
  name: string;
  zip: Buffer;
  createdAt: Date;
}

export type Issue = Omit<SimIssue, "htmlUrl"> & { closedBy: string | null; viaApp: boolean };
export type Pull = Omit<SimPull, "htmlUrl"> & {
  closedBy: string | null;
  viaApp: boolean;
  headRepository: Repository;
  mergedAt: Date | null;
  mergedBy: string | null;
};
export type Comment = Omit<SimComment, "htmlUrl"> & { viaApp: boolean };

export interface Repository {
  id: number;
  owner: string;
  name: string;
  fullName: string;
  private: boolean;
  installed: boolean;
  archived: boolean;
  /** A rename or transfer is seen in `updated_at`. */
  updatedAt: Date;
  topics: string[];
  gitDir: string;
  forkOf: Repository | null;
  createdAt: Date;
  pushedAt: Date;
  nextNumber: number;
  runNumbers: Map<string, number>;
  issues: Map<number, Issue>;
  /** `deleted`, or the path of the issue it was moved to. */
  goneIssues: Map<number, string>;
  pulls: Map<number, Pull>;
  comments: Comment[];
  reviews: Review[];
  reviewComments: ReviewComment[];
  labels: Map<string, Label>;
  workflows: Map<string, Workflow>;
  runs: Run[];
  artifacts: Artifact[];
  caches: Cache[];
  deployments: Deployment[];
  statuses: Status[];
  checkRuns: CheckRun[];
  checkSuites: CheckSuite[];
  permissions: Map<string, Permission>;
  /** Names of roles that the organisation made, by login; what they grant stands in `permissions`. */
  customRoles: Map<string, string>;
}

export interface Delivery {
  id: number;
  guid: string;
  deliveredAt: Date;
  redelivery: boolean;
  duration: number;
  status: string;
  statusCode: number;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  url: string;
  body: string;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseBody: string;
}
