import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Failure, Outcome, Tally } from "../report.js";
import { isRed } from "../report.js";
import { type Fields, fields, isFields, list, number, path, string } from "../values.js";

/** Robot Framework's `output.json`, of 7 on (its result.json schema). */
export const robotJson: JsonFormat = {
  name: "robot-json",
  lists: ["suite.suites", "suite.tests"],
  isItem: ({ list: at, value }) =>
    /^suite\.(?:suites|tests)$/.test(at) && isFields(value) && "name" in value && "elapsed_time" in value,
  isRest: (rest) => isFields(fields(rest).suite) && /^(?:Robot|Rebot) /.test(string(fields(rest).generator)),
  read: (tally) => new RobotJsonReader(tally),
};

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  PASS: "passed",
  FAIL: "failed",
  SKIP: "skipped",
  "NOT RUN": "not_run",
};

class RobotJsonReader implements JsonReader {
  #took: number | null = null;
  #rootTests = 0;

  constructor(private readonly tally: Tally) {}

  item({ list: at, value }: Found): void {
    const item = fields(value);
    this.#took = (this.#took ?? 0) + (number(item.elapsed_time) ?? 0);
    if (at === "suite.suites") this.#suite(item, "", "");
    else {
      this.#rootTests += 1;
      this.#test(item, "", "");
    }
  }

  end(rest: unknown): void {
    const { suite, statistics, errors } = fields(rest);
    const root = fields(suite);
    const { report } = this.tally;
    if (this.#rootTests > 0) report.suites += 1;
    for (const failure of report.failures) {
      failure.suite = path([root.name, failure.suite], ".");
      failure.file ??= string(root.source);
    }
    this.#itself(root, string(root.name), string(root.source), this.tally.red);
    for (const error of list(errors)) this.tally.warn(string(fields(error).message));
    const { tests, failed, errors: broken } = report;
    holdAgainst(
      { failed: countIn(fields(fields(statistics).total).fail) },
      { tests, failed, errors: broken },
      this.tally,
      { where: "statistics", failure: () => ({ suite: string(root.name), name: "robot", message: "" }) },
    );
    this.tally.took(number(root.elapsed_time) ?? this.#took);
  }

  #suite(suite: Fields, outer: string, from: string): void {
    const name = path([outer, suite.name], ".");
    const source = string(suite.source) || from;
    const before = this.tally.red;
    const tests = list(suite.tests).map(fields);
    if (tests.length > 0) this.tally.report.suites += 1;
    for (const test of tests) this.#test(test, name, source);
    for (const inner of list(suite.suites).map(fields)) this.#suite(inner, name, source);
    this.#itself(suite, name, source, this.tally.red - before);
  }

  /** The tear-down of a suite runs when its tests are written already; they stand there as passed. */
  #itself({ status, message }: Fields, suite: string, file: string, red: number): void {
    const said = string(message);
    const isTeardown = /teardown failed/i.test(said) && !/^parent/i.test(said);
    if ((status === "FAIL" && red === 0) || isTeardown)
      this.tally.add("errors", () => ({ suite, name: suite, message: said, file }));
  }

  #test({ name, status, message, lineno }: Fields, suite: string, file: string): void {
    const said = string(status);
    const outcome = Object.hasOwn(OUTCOMES, said) ? (OUTCOMES[said] ?? "errors") : "errors";
    const failure = (): Failure => ({
      suite,
      name: string(name),
      message: string(message),
      file,
      line: number(lineno),
    });
    this.tally.add(outcome, isRed(outcome) ? failure : undefined);
  }
}
