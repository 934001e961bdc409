import { z } from "zod";
import { gap } from "./alerts/gaps.js";
import { alertLinks } from "./alerts/links.js";

/** A repository as every part of heal names it. */
export const repositoryRef = z.object({
  /** `owner/name`, as GitHub spells it. */
  fullName: z.string(),
  id: z.number().nullable(),
  installationId: z.number().nullable(),
});
export type RepositoryRef = z.output<typeof repositoryRef>;

interface RowOf<Name> {
  repository: Name;
  repository_id: number | null;
  installation_id: number | null;
}

/** As rows hold it; null: the row belongs to no repository. */
export function refOfRow(row: RowOf<string>): RepositoryRef;
export function refOfRow(row: RowOf<string | null>): RepositoryRef | null;
export function refOfRow(row: RowOf<string | null>): RepositoryRef | null {
  const { repository: fullName, repository_id: id, installation_id: installationId } = row;
  return fullName === null ? null : { fullName, id, installationId };
}

/** In keys of what outlives a name: the id, and the name only where heal does not know it. */
export const repositoryKey = ({ id, fullName }: Pick<RepositoryRef, "id" | "fullName">): string =>
  id === null ? fullName : String(id);

/** The worst first. */
export const severities = ["critical", "error", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

export const kinds = ["ci", "alert", "report"] as const;
export type Kind = (typeof kinds)[number];

/** One attempt of a workflow run, from the webhook. */
export const runFacts = z.object({
  runId: z.number(),
  attempt: z.number(),
  workflow: z.string(),
  workflowPath: z.string(),
  branch: z.string(),
  headSha: z.string(),
  /** What started the run: `push`, `pull_request`, `workflow_dispatch`, ... */
  event: z.string(),
  /** GitHub's conclusion; null while it runs. */
  conclusion: z.string().nullable(),
  actor: z.string(),
  title: z.string(),
  /** The head repository is another one: heal never writes for it, and learns nothing of it. */
  fork: z.boolean(),
  /** Id of the repository whose code ran; null: GitHub does not tell, absent: kept by a version that did not ask. */
  headRepositoryId: z.number().nullable().optional(),
  pullRequests: z.array(z.number()),
  defaultBranch: z.string(),
  url: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type RunFacts = z.output<typeof runFacts>;

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
export const failingTest = z.object({
  suite: z.string(),
  name: z.string(),
  message: z.string(),
  file: z.string().optional(),
  line: z.number().optional(),
});
export type FailingTest = z.output<typeof failingTest>;

/** What every event has, whatever its source. Text in it is redacted already. */
const common = {
  source: z.string(),
  status: z.enum(["firing", "resolved"]),
  severity: z.enum(severities),
  title: z.string(),
  message: z.string(),
  /** When its sender says it happened, within bounds: shown, and no order of ours. Text in a row, a time everywhere else. */
  occurredAt: z.coerce.date(),
  /** What the sender said, where that was out of all bounds. */
  statedAt: z.string().optional(),
  /** Events with the same key meet in the same open incident: `run:<repository id>:<id>`, `alert:<source>:<vendor identity>`. */
  key: z.string(),
  /** The vendor's or heal's stable identity of the failure; null until a log was read. */
  fingerprint: z.string().nullable(),
  service: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  url: z.string().nullable(),
};

const ciEvent = z.object({ ...common, kind: z.literal("ci"), repository: repositoryRef, run: runFacts });
const reportEvent = z.object({
  ...common,
  ...{ kind: z.literal("report"), repository: repositoryRef, failing: z.array(failingTest) },
});
export const alertEvent = z.object({
  ...common,
  kind: z.literal("alert"),
  /** null: unrouted; kept and shown. */
  repository: repositoryRef.nullable(),
  /** What its sender says beside the labels; none where it says nothing. */
  annotations: z.record(z.string(), z.string()).optional(),
  links: alertLinks.optional(),
  /** ISO: when its sender says that this firing of the alert began; the same in what it says of the alert's end. */
  startedAt: z.string().optional(),
  /** Of an end: why it does not prove that what was watched is well. */
  unproven: z.string().optional(),
  /** It says that monitoring sees nothing, and not how a service fares. */
  gap: gap.optional(),
});

/** One normalised failure or alert. */
export const errorEvent = z.discriminatedUnion("kind", [ciEvent, reportEvent, alertEvent]);
export type ErrorEvent = z.output<typeof errorEvent>;
export type CiEvent = z.output<typeof ciEvent>;
export type AlertEvent = z.output<typeof alertEvent>;
