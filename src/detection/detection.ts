import type { ErrorEvent } from "../events/event.js";

/** A detector's finding. */
export interface Detection {
  /** `threshold.rate`, `anomaly.deviation`, `pattern.new`, ... */
  detector: string;
  /** What it is about: `fingerprint:<fp>`, `workflow:<owner/name>/<file>`, `metric:<service>/<name>`, ... */
  subject: string;
  /** For people. */
  reason: string;
  /** 0..1. */
  score: number;
  numbers: Record<string, number>;
  requiresAttention: boolean;
  /** Milliseconds since 1970 of what was seen. */
  at: number;
}

/** A failure or an alert, as far as detectors look. */
export interface Occurrence extends Pick<ErrorEvent, "status" | "severity" | "fingerprint" | "service"> {
  kind: "occurrence";
  id: string;
  /** `owner/name`; null where none is known. */
  repository: string | null;
  category: string | null;
  /** A failure on a pull request's branch is its author's business first. */
  branch: "default" | "other" | null;
  at: number;
}

/** A finished run, job or test: something that passes or fails. */
export interface Trial {
  kind: "trial";
  subject: string;
  repository: string;
  service: string | null;
  branch: "default" | "other";
  failed: boolean;
  at: number;
}

/** A value of a metric: a latency, a rate, a queue time, a duration. */
export interface Measurement {
  kind: "measurement";
  /** `metric:<service>/<name>`. */
  subject: string;
  repository: string | null;
  service: string | null;
  value: number;
  at: number;
}

export type Input = Occurrence | Trial | Measurement;
