import { milliseconds } from "../durations.js";
import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Tally } from "../report.js";
import { type Fields, fields, isFields, list, string } from "../values.js";
import { mochaFailure } from "./mocha.js";

/** Mochawesome: suites in suites; hooks that failed stand beside the tests. */
export const mochawesome: JsonFormat = {
  name: "mochawesome",
  lists: ["results"],
  isItem: ({ list: at, value }) =>
    at === "results" && Array.isArray(fields(value).suites) && Array.isArray(fields(value).tests),
  isRest: (rest) => isFields(fields(fields(rest).meta).mochawesome),
  read: (tally) => new MochawesomeReader(tally),
};

/** Suites in suites; real ones stay below 20. */
const MAX_DEPTH = 100;

class MochawesomeReader implements JsonReader {
  constructor(private readonly tally: Tally) {}

  item({ value }: Found): void {
    this.#suite(fields(value), 0);
  }

  end(rest: unknown): void {
    const stats = fields(fields(rest).stats);
    const { tests, failed, errors } = this.tally.report;
    holdAgainst({ failed: countIn(stats.failures) }, { tests, failed, errors }, this.tally, {
      where: "stats",
      failure: () => ({ suite: "", name: "test run", message: "" }),
    });
    this.tally.took(milliseconds(stats.duration));
  }

  #suite(suite: Fields, depth: number): void {
    const tests = list(suite.tests).map(fields);
    if (tests.length > 0) this.tally.report.suites += 1;
    const file = string(suite.fullFile) || string(suite.file);
    for (const test of tests) this.#test(test, file);
    for (const hook of [...list(suite.beforeHooks), ...list(suite.afterHooks)].map(fields))
      if (isFailed(hook)) this.tally.add("errors", () => ({ ...mochaFailure(hook), file }));
    if (depth < MAX_DEPTH) for (const inner of list(suite.suites)) this.#suite(fields(inner), depth + 1);
  }

  #test(test: Fields, file: string): void {
    if (isFailed(test)) this.tally.add("failed", () => ({ ...mochaFailure(test), file }));
    else if (test.pass === true || test.state === "passed") this.tally.add("passed");
    // Skipped by a hook that failed: mochawesome has no state for it.
    else this.tally.add(test.pending === true || test.state === "pending" ? "skipped" : "not_run");
  }
}

const isFailed = ({ fail, state, err }: Fields): boolean =>
  fail === true || state === "failed" || (state === undefined && Object.keys(fields(err)).length > 0);
