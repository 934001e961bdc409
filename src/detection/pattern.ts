import { isPlausible, DAY, MINUTE } from "../core/clock.js";
import { isSameFailure } from "../events/fingerprint.js";
import type { Occurrence } from "./detection.js";

/** One fingerprint's past, under 2 KB. */
export interface PatternHistory {
  first: number;
  last: number;
  seen: number;
  /** When its last incident was closed; null while one is open or none was. */
  closedAt: number | null;
  /** The latest occurrences' times, oldest first. */
  times: number[];
  /** Where it was seen lately: repository and time. */
  places: [string, number][];
  surging: boolean;
}

/** Known order of failures: the first fingerprint is usually followed by the others. */
export interface KnownSequence {
  name: string;
  steps: readonly string[];
}

export interface PatternFinding {
  detector: "pattern.new" | "pattern.returned" | "pattern.surge" | "pattern.spread" | "pattern.sequence";
  reason: string;
  score: number;
  numbers: Record<string, number>;
}

const NEAR = 30 * MINUTE;
const KEPT = 24;
/** Occurrences within half an hour that make a surge, and how many times the usual number they must be. */
const SURGE = 6;
const SURGE_FACTOR = 4;
/** The same failure in so many repositories within half an hour is no repository's own fault. */
const SPREAD = 3;

/** What is remarkable about an occurrence, given its fingerprint's past (undefined: none). The returned past replaces it. */
export function pattern(
  past: PatternHistory | undefined,
  { at, repository, fingerprint }: Pick<Occurrence, "at" | "repository" | "fingerprint">,
  sequences: readonly KnownSequence[] = [],
): { past: PatternHistory; findings: PatternFinding[] } {
  const now = grown(past, at, repository);
  const findings: PatternFinding[] = [];
  if (!past) findings.push({ detector: "pattern.new", reason: "never seen before", score: 0.6, numbers: {} });
  else if (past.closedAt !== null && at > past.closedAt)
    findings.push({
      detector: "pattern.returned",
      reason: `back after it was closed, ${Math.round((at - past.closedAt) / DAY)} days ago`,
      score: 0.8,
      numbers: { closedBefore: at - past.closedAt },
    });
  const surge = surgeOf(past, now, at);
  if (surge) findings.push(surge);
  now.surging = surge !== null || (now.surging && near(now.times, at) >= SURGE / 2);
  const before = past ? places(past, at) : 0;
  const repositories = places(now, at);
  if (repositories >= SPREAD && before < SPREAD)
    findings.push({
      detector: "pattern.spread",
      reason: `the same failure in ${repositories} repositories within half an hour: an outage elsewhere is likely`,
      score: 1 - 1 / repositories,
      numbers: { repositories },
    });
  const sequence = sequences.find(
    ({ steps }) => fingerprint !== null && steps.length > 1 && isSameFailure(steps[0]!, fingerprint),
  );
  if (sequence)
    findings.push({
      detector: "pattern.sequence",
      reason: `the first step of ${sequence.name}`,
      score: 0.5,
      numbers: { steps: sequence.steps.length },
    });
  return { past: now, findings };
}

export const markClosed = (past: PatternHistory, at: number): PatternHistory => ({
  ...past,
  closedAt: at,
  surging: false,
});

const near = (times: readonly number[], at: number): number =>
  times.filter((time) => time > at - NEAR && time <= at).length;
const places = ({ places: all }: PatternHistory, at: number): number =>
  all.filter(([, time]) => time > at - NEAR && time <= at).length;

function grown(past: PatternHistory | undefined, at: number, repository: string | null): PatternHistory {
  const elsewhere = (past?.places ?? []).filter(
    ([name, time]) => name !== repository && isPlausible(time, at),
  );
  return {
    first: Math.min(past?.first ?? at, at),
    last: past && isPlausible(past.last, at) ? Math.max(past.last, at) : at,
    seen: (past?.seen ?? 0) + 1,
    closedAt: past && past.closedAt !== null && at <= past.closedAt ? past.closedAt : null,
    times: [...(past?.times ?? []).filter((time) => isPlausible(time, at)), at]
      .sort((a, b) => a - b)
      .slice(-KEPT),
    places:
      repository === null ? elsewhere : [...elsewhere, [repository, at] as [string, number]].slice(-KEPT),
    surging: past?.surging ?? false,
  };
}

function surgeOf(past: PatternHistory | undefined, now: PatternHistory, at: number): PatternFinding | null {
  const recent = near(now.times, at);
  if (now.surging || recent < SURGE) return null;
  // Before the last half hour: how many such halves passed, how many occurrences they saw.
  const halves = Math.max(1, (at - NEAR - now.first) / NEAR);
  const usual = past ? Math.max(0, now.seen - recent) / halves : 0;
  if (recent < SURGE_FACTOR * usual) return null;
  return {
    detector: "pattern.surge",
    reason: `${recent} times in half an hour, usually ${usual.toFixed(1)}`,
    score: 1 - 1 / recent,
    numbers: { recent, usual },
  };
}
