import { seconds } from "../durations.js";
import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Failure, Tally } from "../report.js";
import { type Fields, fields, isFields, list, number, string } from "../values.js";

/** GoogleTest's `--gtest_output=json` (its "Advanced Topics"; lists of cases inside of lists of suites). */
export const googleTest: JsonFormat = {
  name: "google-test",
  lists: ["testsuites"],
  isItem: ({ list: at, value }) => at === "testsuites" && isFields(value) && Array.isArray(value.testsuite),
  isRest: (rest) => Array.isArray(fields(rest).testsuites) && "disabled" in fields(rest),
  read: (tally) => new GoogleTestReader(tally),
};

class GoogleTestReader implements JsonReader {
  #took: number | null = null;

  constructor(private readonly tally: Tally) {}

  item({ value }: Found): void {
    const suite = fields(value);
    this.tally.report.suites += 1;
    this.#took = (this.#took ?? 0) + (seconds(string(suite.time)) ?? 0);
    for (const test of list(suite.testsuite).map(fields)) this.#test(test, string(suite.name));
  }

  end(rest: unknown): void {
    const { tests, failures, errors, time } = fields(rest);
    const report = this.tally.report;
    holdAgainst(
      { tests: countIn(tests), failed: countIn(failures), errors: countIn(errors) },
      { tests: report.tests, failed: report.failed, errors: report.errors },
      this.tally,
      { where: "testsuites", failure: () => ({ suite: "", name: "test program", message: "" }) },
    );
    this.tally.took(seconds(string(time)) ?? this.#took);
  }

  #test(test: Fields, suite: string): void {
    const failures = list(test.failures).map((failure) => string(fields(failure).failure));
    if (failures.length > 0) this.tally.add("failed", () => failureOf(test, suite, failures));
    else if (/^notrun$/i.test(string(test.status))) this.tally.add("not_run");
    else this.tally.add(/^skipped$/i.test(string(test.result)) ? "skipped" : "passed");
  }
}

/** A failure outside of any test, of an environment or of a suite's set-up, stands in a case without a name. */
function failureOf(test: Fields, suite: string, failures: readonly string[]): Failure {
  const message = failures.join("\n");
  const place = /^([^\n]{1,500}):(\d{1,9})\n/.exec(message);
  const parameter = string(test.value_param) || string(test.type_param);
  return {
    suite,
    name: `${string(test.name) || suite}${parameter === "" ? "" : ` (${parameter})`}`,
    message,
    file: place?.[1] ?? string(test.file),
    line: place ? Number(place[2]) : number(test.line),
  };
}
