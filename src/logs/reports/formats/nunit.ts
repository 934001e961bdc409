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
        tests: isHead ? countIn(attributes.total) : undefined,
        failed: countIn(attributes.failed ?? attributes.failures),
        errors: countIn(attributes.errors),
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

const isFailed = ({ result = "", success = "" }: Attributes): boolean =>
  /^(?:failed|failure|error)/i.test(result) || /^false$/i.test(success);

function failureOf(testcase: Element, suite: string): Failure {
  const failure = testcase.children.find((child) => child.name === "failure");
  return {
    suite,
    name: testcase.attributes.name ?? "",
    message: textIn(failure, "message"),
    ...placeInStack(textIn(failure, "stack-trace")),
  };
}

function outcomeOf(testcase: Element): Outcome {
  const { result = "", label = "", success, executed } = testcase.attributes;
  const said = result.toLowerCase();
  // NUnit 3 has errors among its failures (label="Error"), and so have its totals.
  if (said === "error") return "errors";
  if (said === "failed" || said === "failure" || /^false$/i.test(success ?? "")) return "failed";
  if (testcase.children.some((child) => child.name === "failure")) return "failed";
  // `NotRunnable` of NUnit 2: a test that could not be called at all, which its runner shows as red.
  if (said === "notrunnable" || said === "cancelled") return "errors";
  if (/^explicit$/i.test(label)) return "not_run";
  if (/^(?:skipped|ignored|inconclusive)/.test(said) || /^false$/i.test(executed ?? "")) return "skipped";
  return "passed";
}
