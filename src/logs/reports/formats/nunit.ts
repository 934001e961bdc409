import { seconds } from "../durations.js";
import type { Attributes, XmlFormat, XmlReader } from "../format.js";
import { type Counts, countIn, holdAgainst, noCounts } from "../heads.js";
import type { Failure, Outcome, Tally } from "../report.js";
import { isRed } from "../report.js";
import { type Element, textIn } from "../xml.js";
import { placeInStack } from "./dotnet-stack.js";

interface Suite {
  readonly name: string;
  readonly attributes: Attributes;
  readonly shown: Counts;
  hasCases: boolean;
  /** Why it failed, or was not run: a `reason` where there is no `failure`. */
  failure?: Element;
  inner: number | null;
}

/** NUnit 3: `test-run`, or a lone `test-suite`. */
export const nunit3: XmlFormat = {
  name: "nunit3",
  roots: ["test-run", "test-suite"],
  read: (tally) => new NunitReader(tally),
};

/** NUnit 2, which xUnit 1 and MbUnit write too. */
export const nunit2: XmlFormat = {
  name: "nunit2",
  roots: ["test-results"],
  read: (tally) => new NunitReader(tally),
};

/**
 * Results of NUnit 2 (`ResultState`) and 3 (`TestStatus`). An inconclusive test is no failure, though NUnit 2 writes
 * `success="False"` beside it; one that is not runnable could not be called at all, and its runner shows it as red; one of NUnit 3
 * that only warned leaves its run successful (docs.nunit.org, "Test Result XML Format" and "Warnings").
 */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: "passed",
  passed: "passed",
  warning: "passed",
  failure: "failed",
  failed: "failed",
  error: "errors",
  notrunnable: "errors",
  cancelled: "errors",
  inconclusive: "skipped",
  ignored: "skipped",
  skipped: "skipped",
};

const outcomeSaid = (result: string): Outcome | undefined =>
  Object.hasOwn(OUTCOMES, result.toLowerCase()) ? OUTCOMES[result.toLowerCase()] : undefined;

const SUITES = new Set(["test-run", "test-results", "test-suite"]);

class NunitReader implements XmlReader {
  readonly whole = new Set(["test-case", "failure", "reason"]);
  readonly skipped = new Set(["output", "properties", "attachments", "environment", "settings", "filter"]);
  readonly #open: Suite[] = [];

  constructor(private readonly tally: Tally) {}

  open(name: string, attributes: Attributes): void {
    if (!SUITES.has(name)) return;
    const outer = this.#open.at(-1)?.name ?? "";
    const named = name === "test-suite" ? (attributes.fullname ?? attributes.name ?? outer) : outer;
    this.#open.push({ name: named, attributes, shown: noCounts(), hasCases: false, inner: null });
  }

  element(element: Element): void {
    const suite = this.#open.at(-1);
    if (!suite) return;
    if (element.name === "failure") suite.failure = element;
    else if (element.name === "reason") suite.failure ??= element;
    else {
      suite.hasCases = true;
      this.tally.took(seconds(element.attributes.duration ?? element.attributes.time));
      if (/^warning$/i.test(element.attributes.result ?? ""))
        this.tally.warn(`${element.attributes.name ?? ""}: ${failureOf(element, suite.name).message.trim()}`);
      this.#count(suite, outcomeOf(element), () => failureOf(element, suite.name));
    }
  }

  close(name: string): void {
    if (!SUITES.has(name)) return;
    const suite = this.#open.pop();
    if (!suite) return;
    // Suites nest by namespace; those that hold cases are the ones people mean.
    if (suite.hasCases) this.tally.report.suites += 1;
    const { attributes, shown } = suite;
    const itself = (): Failure => ({
      suite: suite.name,
      name: suite.name || attributes.name || "run",
      message: textIn(suite.failure, "message"),
      ...placeInStack(textIn(suite.failure, "stack-trace")),
    });
    // A failed tear-down leaves its cases as they are; a failed set-up is written on every case below it as well.
    const isRedItself = attributes.site === "TearDown" || shown.failed + shown.errors === 0;
    if (isRedItself && isFailed(attributes)) this.#count(suite, "errors", itself);
    const isHead = name !== "test-suite";
    const added = holdAgainst(
      {
        tests: isHead ? totalIn(attributes, shown.tests) : undefined,
        failed: countIn(attributes.failed ?? attributes.failures),
        errors: sumOf(attributes.errors, attributes.invalid),
      },
      shown,
      this.tally,
      { where: suite.name || `<${name}>`, failure: itself },
    );
    this.#leave(suite, added);
  }

  end(): void {}

  #leave({ attributes, shown, inner }: Suite, added: Counts): void {
    const took = seconds(attributes.duration ?? attributes.time) ?? inner;
    const outer = this.#open.at(-1);
    if (outer) {
      for (const key of ["tests", "failed", "errors"] as const) outer.shown[key] += shown[key] + added[key];
      if (took !== null) outer.inner = (outer.inner ?? 0) + took;
    } else if (this.tally.report.duration_s === null) this.tally.took(took);
  }

  #count(suite: Suite, outcome: Outcome, failure: () => Failure): void {
    suite.shown.tests += 1;
    if (isRed(outcome)) suite.shown[outcome] += 1;
    this.tally.add(outcome, failure);
  }
}

function isFailed({ result = "", success = "" }: Attributes): boolean {
  const outcome = outcomeSaid(result);
  return outcome === undefined ? /^false$/i.test(success) : isRed(outcome);
}

/** NUnit 2 leaves the tests that were not run out of its total. */
function totalIn({ total, "not-run": notRun }: Attributes, shown: number): number | undefined {
  const stated = countIn(total);
  return stated === undefined || stated === shown ? stated : stated + (countIn(notRun) ?? 0);
}

/** NUnit 2 counts the tests that are not runnable as invalid, beside the errors. */
function sumOf(errors: string | undefined, invalid: string | undefined): number | undefined {
  const counts = [errors, invalid].map(countIn).filter((count) => count !== undefined);
  return counts.length === 0 ? undefined : counts.reduce((a, b) => a + b, 0);
}

function failureOf(testcase: Element, suite: string): Failure {
  // What was ignored, warned of or could not be called has a reason.
  const failure =
    testcase.children.find((child) => child.name === "failure") ??
    testcase.children.find((child) => child.name === "reason");
  return {
    suite,
    name: testcase.attributes.name ?? "",
    message: textIn(failure, "message"),
    ...placeInStack(textIn(failure, "stack-trace")),
  };
}

function outcomeOf(testcase: Element): Outcome {
  const { result = "", label = "", success = "", executed = "" } = testcase.attributes;
  const said = outcomeSaid(result);
  if (said === "passed" && testcase.children.some((child) => child.name === "failure")) return "failed";
  if (said === "skipped" && /^explicit$/i.test(label)) return "not_run";
  // NUnit 3 has errors among its failures (label="Error"), and so have its totals.
  if (said !== undefined) return said;
  if (/^false$/i.test(success) || testcase.children.some((child) => child.name === "failure"))
    return "failed";
  return /^false$/i.test(executed) ? "skipped" : "passed";
}
