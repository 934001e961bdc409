import type { Kind, RepositoryRef, RunFacts, Severity } from "./event.js";

export const incidentStates = [
  "open",
  "diagnosing",
  "acting",
  "verifying",
  "recovered",
  "escalated",
  "closed",
  "ignored",
] as const;
export type IncidentState = (typeof incidentStates)[number];

/** States in which nothing more happens by itself; a new failure of the same key opens a new incident. */
export const finalStates: readonly IncidentState[] = ["recovered", "closed", "ignored"];

/** Error events that belong together, from first seen to closed: the unit everything acts on. */
export interface Incident {
  id: number;
  key: string;
  state: IncidentState;
  repository: RepositoryRef | null;
  kind: Kind;
  severity: Severity;
  title: string;
  category: string | null;
  fingerprint: string | null;
  service: string | null;
  /** The newest attempt that belongs to it. */
  run: RunFacts | null;
  events: number;
  firstSeen: Date;
  lastSeen: Date;
  /** The action under way or done last. */
  action: string | null;
  issue: { number: number; url: string } | null;
  mergedInto: number | null;
  /** When the pipeline looks at it next; null: not by itself. */
  nextStepAt: Date | null;
  stepAttempts: number;
}
