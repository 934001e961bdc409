import { seconds } from "../durations.js";
import type { Attributes, XmlFormat, XmlReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Failure, Outcome, Tally } from "../report.js";
import { type Element, textIn } from "../xml.js";
import { placeInStack } from "./dotnet-stack.js";

/**
 * Outcomes of Visual Studio's schema (TestOutcome in vstst.xsd); the others never came to a verdict: skipped. MSTest takes a test
 * that was aborted, or whose connection was lost, for a failed one (`UnitTestOutcome`, `TestOutcome` of learn.microsoft.com).
 */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  passed: "passed",
  passedbutrunaborted: "passed",
  warning: "passed",
  completed: "passed",
  failed: "failed",
  timeout: "failed",
  error: "errors",
  aborted: "errors",
  disconnected: "errors",
  inprogress: "not_run",
  notrunnable: "not_run",
  notexecuted: "skipped",
  inconclusive: "skipped",
  pending: "not_run",
};

/** Visual Studio test results (`dotnet test --logger trx`). */
export const trx: XmlFormat = { name: "trx", roots: ["TestRun"], read: (tally) => new TrxReader(tally) };

const RESULTS: ReadonlySet<string> = new Set([
  "UnitTestResult",
  "WebTestResult",
  "GenericTestResult",
  "TestResultAggregation",
  "TestResult",
  "ManualTestResult",
]);

/** The run ended under it. */
const BROKEN = "inprogress";

/** Red tests wait for their class, which stands behind the results or before them. */
const MAX_WAITING = 10_000;
const MAX_CLASSES = 300_000;

/** What the run says when its host went down, and not only what its tests said (VSTest's messages). */
const CRASH =
  /\b(?:abort|crash|catastrophic|terminated|exited|stopped|could not load|failed to (?:load|start))/i;

class TrxReader implements XmlReader {
  readonly whole = new Set(["UnitTest", "WebTest", "OrderedTest", "GenericTest", "RunInfo", ...RESULTS]);
  readonly skipped = new Set(["TestSettings", "TestEntries", "TestLists", "StdOut", "CollectorDataEntries"]);
  readonly #classes = new Map<string, string>();
  readonly #waiting: [testId: string, failure: Failure][] = [];
  readonly #said: string[] = [];
  readonly #broken: string[] = [];
  #summary: Attributes = {};
  #counters: Attributes = {};
  #times: Attributes = {};

  constructor(private readonly tally: Tally) {
    tally.report.suites = 1;
  }

  open(name: string, attributes: Attributes): void {
    if (name === "ResultSummary") this.#summary = attributes;
    if (name === "Counters") this.#counters = attributes;
    if (name === "Times") this.#times = attributes;
  }

  element(element: Element): void {
    if (element.name === "RunInfo") {
      if (/^(?:error|failed|aborted)$/i.test(element.attributes.outcome ?? ""))
        this.#said.push(textIn(element, "Text"));
      else if (CRASH.test(textIn(element, "Text"))) this.tally.warn(textIn(element, "Text"));
    } else if (RESULTS.has(element.name)) this.#result(element);
    else this.#define(element);
  }

  close(): void {}

  end(): void {
    for (const [id, failure] of this.#waiting) failure.suite = this.#classes.get(id) ?? "";
    this.#run();
    const { tally } = this;
    const { total, failed, error, timeout, aborted, disconnected } = this.#counters;
    const broken = [error, timeout, aborted, disconnected]
      .map(countIn)
      .filter((count) => count !== undefined);
    const sum = broken.length === 0 ? undefined : broken.reduce((a, b) => a + b, 0);
    const { tests, failed: red, errors } = tally.report;
    holdAgainst(
      { tests: countIn(total), failed: countIn(failed), errors: sum },
      { tests, failed: red, errors },
      tally,
      { where: "<Counters>", failure: () => this.#itself() },
    );
    if (tally.report.duration_s === null) tally.took(wallTime(this.#times));
  }

  /** An error of the run itself: a host that crashed, a test that could not be found. Failing tests are named there as well. */
  #run(): void {
    const { outcome = "" } = this.#summary;
    const isRed = /^(?:failed|error|aborted|timeout|disconnected)$/i.test(outcome);
    const isCrash = this.#said.some((text) => CRASH.test(text));
    const isBroken = isRed || this.#said.length > 0 || this.#broken.length > 0;
    if (isCrash || (isBroken && this.tally.red === 0)) this.tally.add("errors", () => this.#itself());
  }

  #itself(): Failure {
    const said = [...this.#said].sort((a, b) => Number(CRASH.test(b)) - Number(CRASH.test(a)));
    if (this.#broken.length > 0) said.push(`without an end: ${this.#broken.join(", ")}`);
    const message = said.join("\n") || `the run ended as ${this.#summary.outcome ?? "failed"}`;
    return { suite: "", name: "test run", message };
  }

  #define({ attributes, children }: Element): void {
    const method = children.find((child) => child.name === "TestMethod");
    const className = method?.attributes.className?.split(",")[0];
    if (attributes.id && className && this.#classes.size < MAX_CLASSES)
      this.#classes.set(attributes.id, className);
  }

  #result(result: Element): void {
    const said = (result.attributes.outcome ?? "").toLowerCase();
    const outcome = Object.hasOwn(OUTCOMES, said) ? (OUTCOMES[said] ?? "skipped") : "skipped";
    const { duration, testName = "", testId = "" } = result.attributes;
    this.tally.took(seconds(duration));
    if (said === BROKEN && this.#broken.length < 20) this.#broken.push(testName);
    const kept = this.tally.add(outcome, () => {
      const output = result.children.find((child) => child.name === "Output");
      const info = output?.children.find((child) => child.name === "ErrorInfo");
      const message = textIn(info, "Message") || `the test ended as ${result.attributes.outcome ?? ""}`;
      return { suite: "", name: testName, message, ...placeInStack(textIn(info, "StackTrace")) };
    });
    if (kept && this.#waiting.length < MAX_WAITING) this.#waiting.push([testId, kept]);
  }
}

/** The run's wall time in seconds: start and finish of `Times`. */
function wallTime(times: Attributes): number | null {
  const ms = Date.parse(times.finish ?? "") - Date.parse(times.start ?? "");
  return Number.isFinite(ms) ? ms / 1_000 : null;
}
