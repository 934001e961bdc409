import { milliseconds } from "../durations.js";
import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Attempt, Failure, Outcome, Tally } from "../report.js";
import { type Fields, fields, firstText, isFields, list, number, path, string } from "../values.js";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  passed: "passed",
  focused: "passed",
  failed: "failed",
  skipped: "skipped",
  pending: "skipped",
  todo: "skipped",
  disabled: "not_run",
};

/** `jest --json`, Vitest's JSON reporter, which writes the same, and what Jest hands to a `testResultsProcessor`. */
export const jest: JsonFormat = {
  name: "jest",
  lists: ["testResults"],
  isItem: ({ list: at, value }) => at === "testResults" && Array.isArray(testsOf(fields(value))),
  isRest: (rest) => isFields(rest) && "numTotalTests" in rest && "testResults" in rest,
  read: (tally) => new JestReader(tally),
};

class JestReader implements JsonReader {
  #from = Infinity;
  #to = -Infinity;

  constructor(private readonly tally: Tally) {}

  item({ value }: Found): void {
    const file = fields(value);
    this.tally.report.suites += 1;
    this.#from = Math.min(this.#from, number(file.startTime) ?? Infinity);
    this.#to = Math.max(this.#to, number(file.endTime) ?? -Infinity);
    const before = this.tally.red;
    const name = string(file.name) || string(file.testFilePath);
    for (const test of list(testsOf(file))) this.#test(fields(test), name);
    // A file that could not be run at all, or whose `afterAll` failed, has no failed test.
    const { message, stack } = fields(file.testExecError);
    if ((file.status === "failed" || message !== undefined) && this.tally.red === before)
      this.tally.add("errors", () => ({
        suite: "",
        name,
        message: firstText(file.message, file.failureMessage, message, stack),
        file: name,
      }));
  }

  end(rest: unknown): void {
    const head = fields(rest);
    const { tests, failed, errors } = this.tally.report;
    const said = messageOf(head);
    holdAgainst(
      { failed: countIn(head.numFailedTests), errors: countIn(head.numRuntimeErrorTestSuites) },
      { tests, failed, errors },
      this.tally,
      { where: "the head", failure: () => ({ suite: "", name: "test run", message: said }) },
    );
    if (this.tally.red === 0 && (head.success === false || head.wasInterrupted === true))
      this.tally.add("errors", () => ({ suite: "", name: "test run", message: said }));
    if (this.#to > this.#from) this.tally.took(milliseconds(this.#to - this.#from));
  }

  #test(test: Fields, file: string): void {
    const said = string(test.status);
    const outcome = Object.hasOwn(OUTCOMES, said) ? (OUTCOMES[said] ?? "errors") : "errors";
    const retries = list(test.retryReasons).map(string);
    const tried = retries.length > 0 ? retries : triedBefore(test);
    const attempts: Attempt[] = tried.map((message) => ({ outcome: "failed", message }));
    const failure = (): Failure => {
      const { line } = fields(test.location);
      return {
        suite: path(list(test.ancestorTitles)),
        name: string(test.title) || string(test.fullName),
        message: list(test.failureMessages).map(string).join("\n"),
        file,
        ...(typeof line === "number" ? { line } : {}),
        attempts:
          attempts.length > 0 ? [...attempts, { outcome: outcome === "passed" ? "passed" : "failed" }] : [],
      };
    };
    if (outcome === "passed" && attempts.length > 0) this.tally.addFlaky(failure);
    else this.tally.add(outcome, failure);
  }
}

const testsOf = (file: Fields): unknown => file.assertionResults ?? file.testResults;

/** `invocations` counts the attempts of `jest.retryTimes`, where their reasons are not kept. */
const triedBefore = ({ invocations }: Fields): string[] =>
  Array.from({ length: Math.max(0, Math.min(20, (number(invocations) ?? 1) - 1)) }, () => "");

function messageOf(head: Fields): string {
  if (head.wasInterrupted === true) return "the run was interrupted";
  const { failure, filesRemoved, unchecked } = fields(head.snapshot);
  if (failure === true || number(filesRemoved) || number(unchecked))
    return "the run failed, perhaps for its snapshots";
  return "the run failed, and no test did";
}
