import { seconds } from "../durations.js";
import type { Attributes, XmlFormat, XmlReader } from "../format.js";
import { type Counts, countIn, holdAgainst, noCounts } from "../heads.js";
import type { Failure, Outcome, Tally } from "../report.js";
import { isRed } from "../report.js";
import type { Element } from "../xml.js";

interface Suite {
  readonly name: string;
  readonly source?: string;
  readonly shown: Counts;
  status?: Element;
}

/** Robot Framework's `output.xml`, of 3 to 7 (robot.xsd), tasks too. */
export const robot: XmlFormat = { name: "robot", roots: ["robot"], read: (tally) => new RobotReader(tally) };

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  PASS: "passed",
  FAIL: "failed",
  SKIP: "skipped",
  "NOT RUN": "not_run",
};

class RobotReader implements XmlReader {
  readonly whole = new Set(["test", "task", "status", "stat", "msg"]);
  readonly skipped = new Set([
    "kw",
    "for",
    "while",
    "if",
    "try",
    "group",
    "doc",
    "metadata",
    "meta",
    "tag",
    "tags",
  ]);
  readonly #open: Suite[] = [];
  #failedInTotal: number | undefined;

  constructor(private readonly tally: Tally) {}

  open(name: string, attributes: Attributes): void {
    if (name !== "suite") return;
    const outer = this.#open.at(-1);
    const named = [outer?.name, attributes.name].filter((part) => part).join(".");
    this.#open.push({ name: named, source: attributes.source ?? outer?.source, shown: noCounts() });
  }

  element(element: Element): void {
    const suite = this.#open.at(-1);
    if (element.name === "stat") {
      if (/^All (?:Tests|Tasks)$/.test(element.text.trim()))
        this.#failedInTotal = countIn(element.attributes.fail);
    } else if (element.name === "msg") this.tally.warn(element.text);
    else if (element.name === "status") {
      if (suite) suite.status = element;
    } else if (suite) this.#test(element, suite);
  }

  close(name: string): void {
    const suite = name === "suite" ? this.#open.pop() : undefined;
    if (!suite) return;
    const { shown, status } = suite;
    if (shown.tests > 0) this.tally.report.suites += 1;
    const message = status?.text.trim() || (status?.attributes.message ?? "");
    // The tear-down of a suite runs when its tests are written already; they stand there as passed.
    const isTeardown = /teardown failed/i.test(message) && !/^parent/i.test(message);
    if (status?.attributes.status === "FAIL" && (isTeardown || shown.failed + shown.errors === 0))
      this.#count(suite, "errors", () => ({
        suite: suite.name,
        name: suite.name,
        message,
        file: suite.source,
      }));
    const outer = this.#open.at(-1);
    if (outer) {
      for (const key of ["failed", "errors"] as const) outer.shown[key] += shown[key];
    } else this.tally.took(tookOf(status));
  }

  end(): void {
    const { tests, failed, errors } = this.tally.report;
    holdAgainst({ failed: this.#failedInTotal }, { tests, failed, errors }, this.tally, {
      where: "<statistics>",
      failure: () => ({ suite: "", name: "robot", message: "" }),
    });
  }

  #test(test: Element, suite: Suite): void {
    const status = test.children.find((child) => child.name === "status");
    const said = status?.attributes.status ?? "";
    const outcome = Object.hasOwn(OUTCOMES, said) ? (OUTCOMES[said] ?? "errors") : "errors";
    this.#count(suite, outcome, () => ({
      suite: suite.name,
      name: test.attributes.name ?? "",
      message: status?.text.trim() ?? "",
      file: suite.source,
      line: Number(test.attributes.line ?? NaN),
    }));
  }

  #count(suite: Suite, outcome: Outcome, failure: () => Failure): void {
    suite.shown.tests += 1;
    if (isRed(outcome)) suite.shown[outcome] += 1;
    this.tally.add(outcome, failure);
  }
}

/** `elapsed` of Robot 7, or the difference of `starttime` and `endtime` (`20240101 10:00:00.000`) of the older ones. */
function tookOf(status: Element | undefined): number | null {
  const { elapsed, starttime, endtime } = status?.attributes ?? {};
  if (elapsed !== undefined) return seconds(elapsed);
  const ms = at(endtime) - at(starttime);
  return Number.isFinite(ms) ? ms / 1_000 : null;
}

const at = (time: string | undefined): number =>
  Date.parse((time ?? "").replace(/^(\d{4})(\d{2})(\d{2}) (.{8,15})$/, "$1-$2-$3T$4Z"));
