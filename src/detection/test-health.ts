import { z } from "zod";
import { DAY } from "../core/clock.js";

/** What a test or job is like, judged by its results. */
export type HealthState = "unknown" | "passing" | "flaky" | "broken" | "infrastructure" | "born-red";

export interface Result {
  /** Commit, job and configuration: two results with the same key must agree. */
  key: string;
  failed: boolean;
  /** The failure came from the machine or the network, not from the code (diagnosis says so). */
  infrastructure: boolean;
  /** The whole run failed at once: see `massFailure`. */
  massFailure: boolean;
  at: number;
}

/** Under 3 KB: the latest results by key. */
const healthHistory = z.object({
  results: z.array(
    z.object({
      key: z.string(),
      passed: z.number(),
      failed: z.number(),
      infrastructure: z.number(),
      at: z.number(),
    }),
  ),
  everPassed: z.boolean(),
  samples: z.number(),
  failures: z.number(),
  /** Failures in a row that no pass interrupted. */
  run: z.number(),
  /** When results last disagreed; null: never, or cleared. */
  flakyAt: z.number().nullable(),
  /** Passes since. */
  passesSince: z.number(),
});
export type HealthHistory = z.output<typeof healthHistory>;

const withHealth = z.object({ health: healthHistory });

/** Of what is remembered of a subject; null: nothing of its health, or not as this version writes it. */
export const healthOf = (state: unknown): HealthHistory | null =>
  withHealth.safeParse(state).data?.health ?? null;

export interface Health {
  state: HealthState;
  /** 0..1, by the number of results. */
  confidence: number;
}

const KEPT = 24;
/** A disagreement is forgotten after two quiet weeks, or after so many passes in a row. */
const QUIET = 14 * DAY;
const PROOF = 100;
/** Failures in a row that make it broken; a flaky one fails twice in a row now and then. */
const BROKEN_AFTER = 2;
const BROKEN_THOUGH_FLAKY = 4;

export const newHealthHistory = (): HealthHistory => ({
  results: [],
  everPassed: false,
  samples: 0,
  failures: 0,
  run: 0,
  flakyAt: null,
  passesSince: 0,
});

/** A run that says more about its surroundings than about one test: 80 % fail, or a quarter of the usual tests is gone. */
export const massFailure = ({
  tests,
  failed,
  usual,
}: {
  tests: number;
  failed: number;
  usual: number;
}): boolean => tests === 0 || failed / tests >= 0.8 || tests < 0.75 * usual;

/** Takes one result. A mass failure changes nothing. */
export function recordResult(history: HealthHistory, result: Result): HealthHistory {
  if (result.massFailure) return history;
  const old = history.results.find(({ key }) => key === result.key);
  const entry = old ?? { key: result.key, passed: 0, failed: 0, infrastructure: 0, at: result.at };
  const code = result.failed && !result.infrastructure;
  const now = {
    ...entry,
    passed: entry.passed + (result.failed ? 0 : 1),
    failed: entry.failed + (code ? 1 : 0),
    infrastructure: entry.infrastructure + (result.failed && result.infrastructure ? 1 : 0),
    at: result.at,
  };
  const disagrees = now.passed > 0 && now.failed > 0 && (code || !result.failed);
  const fresh = disagrees && !(entry.passed > 0 && entry.failed > 0 && !code);
  return {
    results: [...history.results.filter((one) => one !== old), now].slice(-KEPT),
    everPassed: history.everPassed || !result.failed,
    samples: history.samples + 1,
    failures: history.failures + (code ? 1 : 0),
    run: code ? history.run + 1 : result.failed ? history.run : 0,
    flakyAt: fresh ? result.at : history.flakyAt,
    passesSince: fresh ? 0 : result.failed ? 0 : history.passesSince + 1,
  };
}

/**
 * The failure of this key was not the code's after all: its diagnosis came later than its result. A disagreement that it
 * was part of is none.
 */
export function markInfrastructure(history: HealthHistory, key: string): HealthHistory {
  const results = history.results.map((one) =>
    one.key === key && one.failed > 0
      ? { ...one, failed: one.failed - 1, infrastructure: one.infrastructure + 1 }
      : one,
  );
  const changed = results.some((one, i) => one.failed !== history.results[i]!.failed);
  if (!changed) return history;
  const disagree = results.some(({ passed, failed }) => passed > 0 && failed > 0);
  return {
    ...history,
    results,
    failures: history.failures - 1,
    run: Math.max(0, history.run - 1),
    flakyAt: disagree ? history.flakyAt : null,
  };
}

/** A pass proof: `passes` runs of one commit without a failure, as a flaky fix shows them. */
export const proven = (history: HealthHistory): HealthHistory => ({
  ...history,
  flakyAt: null,
  passesSince: 0,
});

/** The state as of `at`: a flag ends after two quiet weeks or a hundred passes in a row. */
export function health(history: HealthHistory, at: number): Health {
  const confidence = history.samples / (history.samples + 4);
  const last = history.results.at(-1);
  if (!last) return { state: "unknown", confidence: 0 };
  const quiet = history.flakyAt !== null && (at - history.flakyAt > QUIET || history.passesSince >= PROOF);
  const flaky = history.flakyAt !== null && !quiet;
  // A commit that also passed is not broken, however often it failed since.
  if (last.passed === 0 && history.run >= (flaky ? BROKEN_THOUGH_FLAKY : BROKEN_AFTER))
    return { state: history.everPassed ? "broken" : "born-red", confidence };
  if (flaky) return { state: "flaky", confidence };
  if (last.infrastructure > 0 && last.passed === 0 && last.failed === 0)
    return { state: "infrastructure", confidence };
  if (last.failed > 0 && last.passed === 0)
    return history.everPassed
      ? { state: "unknown", confidence: 1 - confidence }
      : { state: "born-red", confidence };
  return { state: "passing", confidence };
}
