/** What every report format is turned into. Each test counts once: error before failed before skipped before passed. */
export interface Report {
  /** `junit`, `nunit2`, `nunit3`, `xunit`, `trx`, `tap`, `go-test`. */
  format: string;
  tests: number;
  passed: number;
  failed: number;
  errors: number;
  skipped: number;
  suites: number;
  /** Seconds; `null` when the report does not say. */
  duration_s: number | null;
  failures: Failure[];
}

export interface Failure {
  suite: string;
  name: string;
  message: string;
  file?: string;
  line?: number;
}

export type Outcome = "passed" | "failed" | "errors" | "skipped";

/** Failures kept in full; the counts go on beyond it. */
const MAX_FAILURES = 10_000;
const MAX_MESSAGE = 4_000;

/** Gathers the tests of one report. */
export class Tally {
  readonly report: Report;

  constructor(format: string) {
    this.report = {
      format,
      tests: 0,
      passed: 0,
      failed: 0,
      errors: 0,
      skipped: 0,
      suites: 0,
      duration_s: null,
      failures: [],
    };
  }

  add(outcome: Outcome, failure?: () => Failure): void {
    this.report.tests += 1;
    this.report[outcome] += 1;
    if ((outcome === "failed" || outcome === "errors") && failure) this.fail(failure());
  }

  fail(failure: Failure): void {
    if (this.report.failures.length >= MAX_FAILURES) return;
    const place: { file?: string; line?: number } = {};
    if (failure.file) place.file = failure.file;
    if (failure.line !== undefined && Number.isSafeInteger(failure.line) && failure.line > 0)
      place.line = failure.line;
    const message = failure.message.trim();
    this.report.failures.push({
      suite: failure.suite,
      name: failure.name,
      message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message,
      ...place,
    });
  }

  /** Adds seconds; anything that is not a number of seconds is left out. */
  took(seconds: number | null): void {
    if (seconds !== null && Number.isFinite(seconds) && seconds >= 0)
      this.report.duration_s = round((this.report.duration_s ?? 0) + seconds);
  }
}

/** Milliseconds are what the formats carry; sums of floats would show more. */
const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
