import { seconds } from "../durations.js";
import type { Attributes, XmlFormat, XmlReader } from "../format.js";
import { type Counts, countIn, holdAgainst, noCounts, type Stated } from "../heads.js";
import type { Failure, Outcome, Tally } from "../report.js";
import { isRed } from "../report.js";
import type { Element } from "../xml.js";
import { ATTEMPT, attemptsOf, isExpected, messageOf, messagesOf, outcomeOf } from "./junit-case.js";

interface Suite {
  readonly name: string;
  readonly attributes: Attributes;
  /** All that is in it. */
  readonly shown: Counts;
  readonly said: string[];
  /** Cases that failed and are marked as allowed to; the head tells whether they count, without one the mark. */
  readonly allowed: {
    readonly outcome: "failed" | "errors";
    readonly failure: Failure;
    readonly expected: boolean;
  }[];
  /** Failures after which a test of the same name passed. */
  readonly passedLater: Failure[];
  /** Failed attempts of tests that were tried again. */
  attempts: number;
  cases: number | null;
  inner: number | null;
}

/** JUnit XML and its dialects: pytest, jest, mocha, karma, surefire, gradle, bazel, nextest, phpunit, catch2, swift. */
export const junit: XmlFormat = {
  name: "junit",
  roots: ["testsuites", "testsuite"],
  read: (tally) => new JunitReader(tally),
};

class JunitReader implements XmlReader {
  readonly whole = new Set(["testcase", "error", "failure", "system-err"]);
  readonly skipped = new Set(["system-out", "properties"]);
  readonly #open: Suite[] = [];
  /** Failures of a suite by class and name: a test of the same name that passes later is perhaps the same one. */
  readonly #failed = new Map<string, Failure>();

  constructor(private readonly tally: Tally) {}

  open(name: string, attributes: Attributes): void {
    if (name !== "testsuite" && name !== "testsuites") return;
    if (name === "testsuite") this.tally.report.suites += 1;
    const outer = this.#open.at(-1)?.name ?? "";
    this.#open.push({
      name: name === "testsuite" ? (attributes.name ?? outer) : outer,
      attributes,
      shown: noCounts(),
      said: [],
      allowed: [],
      passedLater: [],
      attempts: 0,
      cases: null,
      inner: null,
    });
  }

  element(element: Element): void {
    const suite = this.#open.at(-1);
    if (!suite) return;
    if (element.name === "testcase") this.#case(element, suite);
    else if (element.name === "system-err") suite.said.push(element.text);
    else {
      const outcome = element.name === "error" ? "errors" : "failed";
      // An error of the suite itself stands beside its tests.
      suite.shown.tests -= 1;
      this.#count(suite, outcome, () => ({ ...this.#itself(suite), message: messageOf(element) }));
    }
  }

  close(name: string): void {
    if (name !== "testsuite" && name !== "testsuites") return;
    const suite = this.#open.pop();
    if (!suite) return;
    this.#failed.clear();
    const { tests, errors } = suite.attributes;
    const stated = { tests: countIn(tests), failed: failuresIn(suite), errors: countIn(errors) };
    // Catch2 leaves an allowed failure out of the head.
    let red = (stated.failed ?? NaN) + (stated.errors ?? 0) - suite.shown.failed - suite.shown.errors;
    for (const { outcome, failure, expected } of suite.allowed) {
      const counts = Number.isNaN(red) ? !expected : red > 0;
      this.#count(suite, counts ? outcome : "expected", () => failure);
      red -= 1;
    }
    this.#mend(suite, stated);
    const about = (): Failure => ({ ...this.#itself(suite), message: suite.said.join("\n") });
    const { shown, attempts } = suite;
    const where = suite.name || `<${name}>`;
    const added = holdAgainst(stated, shown, this.tally, { where, failure: about, attempts });
    const outer = this.#open.at(-1);
    const took = durationOf(suite);
    if (outer) {
      for (const key of ["tests", "failed", "errors"] as const) outer.shown[key] += shown[key] + added[key];
      outer.attempts += attempts;
      if (took !== null) outer.inner = (outer.inner ?? 0) + took;
    } else {
      const total = seconds(suite.attributes.time);
      this.tally.took(total !== null && total > 0 ? total : took);
    }
  }

  end(): void {}

  #case(element: Element, suite: Suite): void {
    const { attributes } = element;
    const took = seconds(attributes.time);
    if (took !== null) suite.cases = (suite.cases ?? 0) + took;
    const outcome = outcomeOf(element);
    suite.attempts += element.children.filter(({ name }) => ATTEMPT.test(name)).length;
    const failure = (): Failure => this.#failure(element, suite);
    for (const { name, text } of element.children)
      if (name === "warning") this.tally.warn(`${attributes.name ?? ""}: ${text.trim()}`);
    if (outcome === "allowed")
      suite.allowed.push({
        outcome: element.children.some(({ name }) => name === "error") ? "errors" : "failed",
        failure: failure(),
        expected: isExpected(element),
      });
    else if (outcome === "flaky") {
      suite.shown.tests += 1;
      this.tally.addFlaky(failure);
    } else {
      if (outcome === "passed") this.#passedLater(attributes, suite);
      this.#count(suite, outcome, failure, keyOf(attributes, suite));
    }
  }

  #count(suite: Suite, outcome: Outcome, failure: () => Failure, key?: string): void {
    suite.shown.tests += 1;
    if (isRed(outcome)) suite.shown[outcome] += 1;
    const kept = this.tally.add(outcome, failure);
    if (kept && key !== undefined && outcome === "failed") this.#failed.set(key, kept);
  }

  /** Gradle's retries are further elements of the same name; so are two tests that somebody named alike: the failure stays. */
  #passedLater(attributes: Attributes, suite: Suite): void {
    if (this.#failed.size === 0) return;
    const failure = this.#failed.get(keyOf(attributes, suite));
    if (!failure) return;
    this.#failed.delete(keyOf(attributes, suite));
    failure.attempts ??= [{ outcome: "failed" }];
    failure.attempts.push({ outcome: "passed" });
    suite.passedLater.push(failure);
  }

  /** A head that counts neither the failed attempts nor their failures says that they were attempts. */
  #mend({ shown, passedLater }: Suite, stated: Stated): void {
    const pairs = passedLater.length;
    if (pairs === 0) return;
    const red = (stated.failed ?? NaN) + (stated.errors ?? 0);
    if (stated.tests === shown.tests - pairs && red === shown.failed + shown.errors - pairs) {
      for (const failure of passedLater) this.tally.mend(failure);
      shown.tests -= pairs;
      shown.failed -= pairs;
    } else
      for (const { name } of passedLater)
        this.tally.warn(`${name} failed and passed: tried again, or two tests of one name`);
  }

  #failure(element: Element, suite: Suite): Failure {
    const { attributes } = element;
    const bad = element.children.find(({ name }) => name === "error") ?? firstRed(element);
    const file =
      attributes.file ?? [...this.#open].reverse().find((outer) => outer.attributes.file)?.attributes.file;
    return {
      suite: attributes.classname ?? attributes.class ?? suite.name,
      name: attributes.name ?? "",
      message: messagesOf(element, bad),
      ...(file === undefined ? {} : { file }),
      ...(attributes.line === undefined ? {} : { line: Number(attributes.line) }),
      attempts: attemptsOf(element),
    };
  }

  #itself({ name }: Suite): Failure {
    return { suite: name, name: name || "suite", message: "" };
  }
}

const RED = /^(?:failure|warning|flakyFailure|flakyError|rerunFailure|rerunError|skipped)$/;
const firstRed = ({ children }: Element): Element | undefined =>
  children.find(({ name }) => name === "failure") ?? children.find(({ name }) => RED.test(name));

const keyOf = (attributes: Attributes, { name }: Suite): string =>
  `${name}\0${attributes.classname ?? ""}\0${attributes.name ?? ""}`;

/** PHPUnit 9 counts its warnings apart from the failures, older ones among them. */
function failuresIn({ attributes, shown }: Suite): number | undefined {
  const { failures, errors, warnings } = attributes;
  const [failed, warned] = [countIn(failures), countIn(warnings)];
  if (failed === undefined || warned === undefined) return failed;
  return failed + (countIn(errors) ?? 0) + warned === shown.failed + shown.errors ? failed + warned : failed;
}

/** A suite's own time, where it has one that its parts do not exceed; else the parts' sum. */
function durationOf({ attributes, cases, inner }: Suite): number | null {
  const own = seconds(attributes.time);
  const parts = cases === null && inner === null ? null : (cases ?? 0) + (inner ?? 0);
  if (inner === null) return own !== null && own > 0 ? own : (parts ?? own);
  return Math.max(own ?? 0, parts ?? 0);
}
