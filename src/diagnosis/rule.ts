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
  readonly unless?: readonly Condition[];
}

/** A test that asserts on ECONNRESET is a test failure, not a network failure. */
export const insideTestReport: Condition = (place) => place.inTest;
