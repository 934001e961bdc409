import type { Category } from "./category.js";

/** The context of a line that rules may use. */
export interface LineContext {
  readonly lines: readonly string[];
  readonly index: number;
  /** Inside the output of a failing test: what is said there is the test's, not the system's. */
  readonly inTest: boolean;
}

export type Condition = (place: LineContext) => boolean;

/** One cause: what it looks like in a log. Patterns see one cleaned line. */
export interface Rule {
  readonly category: Category;
  /** The tool that ended the job names the cause: outweighs everything said before. */
  readonly verdict?: readonly RegExp[];
  /** Words that come from the system or a tool's own grammar. */
  readonly strict: readonly RegExp[];
  /** A tool counts what failed, or closes its report. */
  readonly summary?: readonly RegExp[];
  /** A tool that ran another says that it failed: it knows that, not why. */
  readonly wrapper?: readonly RegExp[];
  /** Words that people also write: they count only where nothing strict of another rule stands. */
  readonly generic?: readonly RegExp[];
  /** A word that much else fails with as well: heard where nothing speaks. */
  readonly hint?: readonly RegExp[];
  readonly unless?: readonly Condition[];
}

/** Lines around a flaky test within which its runner counts what failed. */
const BESIDE = 40;
/** A runner counts tests that failed for good: `1 failed`, `Failures: 2`. */
const failedForGood =
  /(?:^|[\s,(|])[1-9]\d{0,5} failed\b|\b(?:Failures|Errors): [1-9].{0,60}, Flakes: |^\s{0,12}TRY \d{1,3} FAIL \[/;

/** Where tests failed for good, those that passed on a further try did not end the job. */
export const besideFailures: Condition = ({ lines, index }) => {
  for (let i = Math.max(0, index - BESIDE); i <= index + BESIDE && i < lines.length; i++)
    if (failedForGood.test(lines[i]!)) return true;
  return false;
};

/** A test that asserts on ECONNRESET is a test failure, not a network failure. */
export const insideTestReport: Condition = (place) => place.inTest;

/** Gradle names the task that it was about to run, and below it that a dependency of the task is not to be had. */
export const resolvesNothing: Condition = ({ lines, index }) =>
  lines[index]?.startsWith("Execution failed for task '") === true &&
  /^\s{0,8}> Could not resolve \S/.test(lines[index + 1] ?? "");

const xctest = /\.swift:\d{1,6}: error: (?:-\[|\S{1,100}\.test)/;

/** XCTest tells of an assertion that failed in a compiler's shape. */
export const isAssertion: Condition = ({ lines, index }) => xctest.test(lines[index] ?? "");

/** SwiftLint tells of style in a compiler's shape: `... error: Force Cast Violation: ... (force_cast)`. */
export const violation =
  /\.swift:\d{1,6}(?::\d{1,5})?: error: [A-Z].{1,80} Violation: .{1,400}\([a-z_]{3,60}\)$/;

export const isViolation: Condition = ({ lines, index }) => violation.test(lines[index] ?? "");
