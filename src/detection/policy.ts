import { HOUR, MINUTE } from "../core/clock.js";
import type { Occurrence } from "./detection.js";
import type { KnownSequence } from "./pattern.js";
import type { RateRule } from "./threshold.js";

/** Silences findings about a part of the fleet for a time; what is left out matches everything. */
export interface Silence {
  repository?: string;
  service?: string;
  /** A detection's subject, such as `fingerprint:...`. */
  subject?: string;
  detector?: string;
  from: number;
  to: number;
  /** A person's mute, or planned work. */
  why: "mute" | "maintenance";
}

export interface Policy {
  silences: readonly Silence[];
  /** Detectors whose findings are noted and never call anybody. */
  labelOnly: ReadonlySet<string>;
  sequences: readonly KnownSequence[];
  rate: RateRule;
  /** The same detector says the same of the same subject at most once in this time. */
  repeatAfter: number;
  /** Findings about one repository or service this close together call once. */
  groupWithin: number;
  /** More calls than this within the span are a storm: one call for all. */
  storm: { notifications: number; span: number };
}

export const defaultPolicy: Policy = {
  silences: [],
  // Somewhere in a fleet something is always unusual: a single unusual value is shown, a lasting one calls.
  labelOnly: new Set(["anomaly.value", "pattern.sequence"]),
  sequences: [],
  rate: { span: 12 * HOUR, leastSamples: 3, openAt: 0.75, closeAt: 0.34 },
  repeatAfter: 6 * HOUR,
  groupWithin: 30 * MINUTE,
  storm: { notifications: 5, span: 10 * MINUTE },
};

export interface FindingSubject {
  subject: string;
  repository: string | null;
  service: string | null;
  at: number;
}

/** The silence that covers a finding; without a detector only those that cover every detector. */
export const silenceOf = (
  silences: readonly Silence[],
  about: FindingSubject,
  detector?: string,
): Silence | undefined =>
  silences.find(
    ({ repository, service, subject, from, to, ...silence }) =>
      (silence.detector === undefined || silence.detector === detector) &&
      about.at >= from &&
      about.at < to &&
      (repository === undefined || repository === about.repository) &&
      (service === undefined || service === about.service) &&
      (subject === undefined || subject === about.subject),
  );

/** Categories whose single failure usually goes away by itself: a rerun is cheaper than a call. */
const passing = new Set([
  "network",
  "registry_outage",
  "runner_lost",
  "rate_limited",
  "timeout",
  "cancelled",
  "flaky_test",
  "checkout",
  "service_outage",
]);

export const isTransient = ({ category }: Pick<Occurrence, "category">): boolean =>
  category !== null && passing.has(category);
