import { milliseconds } from "../durations.js";
import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Attempt, Failure, Tally } from "../report.js";
import { type Fields, fields, firstText, isFields, number, string } from "../values.js";

/** Mocha's `json` reporter: every test stands in `tests` and in the list of its outcome; failed hooks in `failures` only. */
export const mocha: JsonFormat = {
  name: "mocha",
  lists: ["tests", "pending", "failures", "passes"],
  isItem: ({ list, value }) =>
    /^(?:tests|pending|failures|passes)$/.test(list) &&
    isFields(value) &&
    "fullTitle" in value &&
    "title" in value,
  isRest: (rest) => "passes" in fields(rest) && "failures" in fields(rest) && isFields(fields(rest).stats),
  read: (tally) => new MochaReader(tally),
};

class MochaReader implements JsonReader {
  #listed = 0;

  constructor(private readonly tally: Tally) {}

  item({ list, value }: Found): void {
    const test = fields(value);
    const retries = number(test.currentRetry) ?? 0;
    if (list === "tests") this.#listed += 1;
    else if (list === "pending") this.tally.add("skipped");
    else if (list === "failures") this.tally.add("failed", () => mochaFailure(test));
    else if (retries > 0) {
      const failed = Array.from({ length: Math.min(20, retries) }, (): Attempt => ({ outcome: "failed" }));
      this.tally.addFlaky(() => ({ ...mochaFailure(test), attempts: [...failed, { outcome: "passed" }] }));
    } else this.tally.add("passed");
  }

  end(rest: unknown): void {
    const stats = fields(fields(rest).stats);
    const { tally } = this;
    const { report } = tally;
    report.suites = countIn(stats.suites) ?? 0;
    // Some of those who write this format leave lists out and state their lengths.
    const missing = (stated: unknown, shown: number): number => Math.max(0, (countIn(stated) ?? 0) - shown);
    tally.add("passed", undefined, missing(stats.passes, report.passed));
    tally.add("skipped", undefined, missing(stats.pending, report.skipped));
    const { tests, failed, errors } = report;
    holdAgainst(
      { tests: countIn(stats.tests), failed: countIn(stats.failures) },
      { tests, failed, errors },
      tally,
      { where: "stats", failure: () => ({ suite: "", name: "test run", message: "" }) },
    );
    const lost = this.#listed - report.tests;
    // A test that is in no list of outcomes had begun when the process ended.
    if (lost > 0)
      tally.add(
        "errors",
        () => ({ suite: "", name: "test run", message: `${lost} tests have no outcome` }),
        lost,
      );
    tally.took(milliseconds(stats.duration));
  }
}

export function mochaFailure(test: Fields): Failure {
  const error = fields(test.err);
  const [name, full] = [string(test.title), string(test.fullTitle)];
  return {
    suite: full.endsWith(name) ? full.slice(0, full.length - name.length).trim() : "",
    name: name || full,
    message: firstText(error.message, error.stack, error.estack, test.err),
    file: string(test.file),
  };
}
