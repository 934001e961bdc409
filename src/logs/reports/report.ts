import { clip, plain } from "../../core/text.js";

/**
 * What every report format is turned into. Each test counts once, and `tests` is the sum of `passed`, `failed`, `errors` and
 * `skipped`. An error outside of any test (a suite, a fixture, a build, a crash) is one of the `errors`.
 */
export interface Report {
  /** The name of the format, as in the registry. */
  format: string;
  tests: number;
  passed: number;
  failed: number;
  errors: number;
  skipped: number;
  /** Of the skipped: those that never started, because they are disabled, or the run ended before them. */
  not_run: number;
  /** Of the skipped: those that failed as they are expected to (xfail, `!mayfail`, TODO). */
  expected_failures: number;
  /** Of the passed: those that failed before they passed. */
  flaky: number;
  suites: number;
  /** Seconds; `null` when the report does not say. */
  duration_s: number | null;
  failures: Failure[];
  /** The tests that `flaky` counts. */
  flaky_tests: Failure[];
  /** What in the report cannot be relied on. */
  warnings: string[];
}

export interface Failure {
  suite: string;
  name: string;
  message: string;
  file?: string;
  line?: number;
  /** All tries of a test that was tried more than once, in order. */
  attempts?: Attempt[];
}

export interface Attempt {
  outcome: "passed" | "failed" | "errors";
  message?: string;
}

/** How a test ended. `not_run` and `expected` are counted among the skipped, `flaky` among the passed. */
export type Outcome = "passed" | "failed" | "errors" | "skipped" | "not_run" | "expected";

/** Failures kept in full; the counts go on beyond it. */
const MAX_FAILURES = 10_000;
const MAX_FLAKY = 1_000;
const MAX_ATTEMPTS = 20;
const MAX_WARNINGS = 20;
const MAX_NAME = 2_000;
const MAX_MESSAGE = 4_000;
/** Characters of messages kept of one report; the ones after it are cut to a line. */
const MESSAGES = 8_000_000;
const SHORT_MESSAGE = 200;

/** Gathers the tests of one report. */
export class Tally {
  readonly report: Report;
  #room = MESSAGES;

  constructor(format: string) {
    this.report = {
      format,
      tests: 0,
      passed: 0,
      failed: 0,
      errors: 0,
      skipped: 0,
      not_run: 0,
      expected_failures: 0,
      flaky: 0,
      suites: 0,
      duration_s: null,
      failures: [],
      flaky_tests: [],
      warnings: [],
    };
  }

  /** How many tests and errors are red so far. */
  get red(): number {
    return this.report.failed + this.report.errors;
  }

  /** Returns the failure as it is kept, if it is. */
  add(outcome: Outcome, failure?: () => Failure, count = 1): Failure | undefined {
    const { report } = this;
    report.tests += count;
    if (outcome === "not_run" || outcome === "expected") report.skipped += count;
    else report[outcome] += count;
    if (outcome === "not_run") report.not_run += count;
    if (outcome === "expected") report.expected_failures += count;
    if (!isRed(outcome) || !failure || report.failures.length >= MAX_FAILURES) return undefined;
    const kept = this.#kept(failure());
    report.failures.push(kept);
    return kept;
  }

  /** A test that passed after it failed. */
  addFlaky(test: () => Failure): void {
    this.add("passed");
    this.report.flaky += 1;
    if (this.report.flaky_tests.length < MAX_FLAKY) this.report.flaky_tests.push(this.#kept(test()));
  }

  /** A failure that was only the first attempt of a test that is counted as passed. */
  mend(failure: Failure): void {
    const { report } = this;
    const at = report.failures.indexOf(failure);
    if (at < 0) return;
    report.failures.splice(at, 1);
    report.tests -= 1;
    report.failed -= 1;
    report.flaky += 1;
    if (report.flaky_tests.length < MAX_FLAKY) report.flaky_tests.push(failure);
  }

  /** Says what cannot be relied on; each sentence once. */
  warn(warning: string): void {
    const text = clip(plain(warning), 300);
    const { warnings } = this.report;
    if (warnings.length < MAX_WARNINGS && !warnings.includes(text)) warnings.push(text);
  }

  /** Adds seconds; anything that is not a number of seconds is left out. */
  took(seconds: number | null | undefined): void {
    if (seconds !== null && seconds !== undefined && Number.isFinite(seconds) && seconds >= 0)
      this.report.duration_s = round((this.report.duration_s ?? 0) + seconds);
  }

  #kept(test: Failure): Failure {
    const place: { file?: string; line?: number } = {};
    if (test.file) place.file = own(clip(test.file, MAX_NAME));
    if (test.line !== undefined && Number.isSafeInteger(test.line) && test.line > 0) place.line = test.line;
    const kept: Failure = {
      suite: own(clip(test.suite, MAX_NAME)),
      name: own(clip(test.name, MAX_NAME)),
      message: this.#message(test.message, MAX_MESSAGE),
      ...place,
    };
    if (test.attempts && test.attempts.length > 0)
      kept.attempts = test.attempts.slice(0, MAX_ATTEMPTS).map(({ outcome, message }) => ({
        outcome,
        ...(message ? { message: this.#message(message, MAX_MESSAGE / 4) } : {}),
      }));
    return kept;
  }

  #message(text: string, max: number): string {
    const message = own(cut(plain(text.slice(0, 4 * max)).trim(), this.#room > 0 ? max : SHORT_MESSAGE));
    this.#room -= message.length;
    return message;
  }
}

const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max)}…` : text);

/** A copy: a slice of a string keeps alive what it was cut from, here a piece of the file. */
const own = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

/** Milliseconds are what the formats carry; sums of floats would show more. */
const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

export const isRed = (outcome: Outcome): outcome is "failed" | "errors" =>
  outcome === "failed" || outcome === "errors";
