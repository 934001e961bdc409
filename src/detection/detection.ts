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
  /** When it opens and closes, for people; null where there is no number to compare with. */
  threshold: string | null;
  requiresAttention: boolean;
  /** Why it calls nobody although it would; null: nothing kept it from calling. */
  silenced: string | null;
  /** Milliseconds since 1970 of what was seen. */
  at: number;
}

/** A failure or an alert, as detectors see it. */
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
  /** Commit and configuration: two results with the same key should agree. Left out: no state is kept. */
  key?: string;
  /** The failure came from the machine or the network. */
  infrastructure?: boolean;
  /** It says more about its surroundings than about itself, and changes no state. */
  massFailure?: boolean;
  /** Counted and noted, and calls nobody: what it sums up calls by itself. */
  quiet?: boolean;
  at: number;
}

/** A result that was told already came from the machine or the network, as its log says. */
export interface Reclassification extends Pick<Trial, "subject" | "repository" | "service" | "at"> {
  kind: "reclassification";
  key: string;
}

/** Requests of a service with an objective: how many there were, how many were bad. */
export interface Requests {
  kind: "requests";
  /** `service:<name>`. */
  subject: string;
  repository: string | null;
  service: string;
  /** Promised share of good ones, such as 0.999. */
  objective: number;
  all: number;
  bad: number;
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
  /** It only grows, or starts again at 0: judged is its rate a second. */
  counter?: boolean;
  /** Smallest spread that counts, in the value's unit: nobody is called for less than a few of it. */
  least?: number;
  /** Noted, and calls nobody: heal's own numbers, and counts over a day that move in steps. */
  quiet?: boolean;
  at: number;
}

export type Input = Occurrence | Trial | Reclassification | Requests | Measurement;
