import { milliseconds } from "../durations.js";
import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Attempt, Failure, Tally } from "../report.js";
import { type Fields, fields, firstText, isFields, list, number, path, string } from "../values.js";

/** The Common Test Report Format (ctrf.io). */
export const ctrf: JsonFormat = {
  name: "ctrf",
  lists: ["results.tests"],
  isItem: ({ list: at, value }) => at === "results.tests" && isFields(value) && "status" in value,
  isRest: (rest) => fields(rest).reportFormat === "CTRF" || isFields(fields(fields(rest).results).summary),
  read: (tally) => new CtrfReader(tally),
};

/** States of the tool itself behind CTRF's `other`. */
const RED = /fail|error|broken|crash|abort|time.?d?.?out|interrupt/i;

class CtrfReader implements JsonReader {
  readonly #suites = new Set<string>();
  #took: number | null = null;

  constructor(private readonly tally: Tally) {}

  item({ value }: Found): void {
    const test = fields(value);
    const took = milliseconds(test.duration);
    if (took !== null) this.#took = (this.#took ?? 0) + took;
    const suite = suiteOf(test);
    if (this.#suites.size < 100_000) this.#suites.add(suite || string(test.filePath));
    const failure = (): Failure => ({
      suite,
      name: string(test.name),
      message: firstText(test.message, test.trace),
      file: string(test.filePath),
      line: number(test.line),
      attempts: attemptsOf(test),
    });
    const { status } = test;
    if (status === "failed") this.tally.add("failed", failure);
    else if (status === "passed" && test.flaky === true) this.tally.addFlaky(failure);
    else if (status === "passed") this.tally.add("passed");
    else if (status === "skipped" || status === "pending") this.tally.add("skipped");
    else
      this.tally.add(RED.test(`${string(test.rawStatus)} ${string(status)}`) ? "errors" : "not_run", failure);
  }

  end(rest: unknown): void {
    const summary = fields(fields(fields(rest).results).summary);
    const { tests, failed, errors } = this.tally.report;
    holdAgainst(
      { tests: countIn(summary.tests), failed: countIn(summary.failed) },
      { tests, failed, errors },
      this.tally,
      { where: "summary", failure: () => ({ suite: "", name: "test run", message: "" }) },
    );
    this.tally.report.suites = this.#suites.size;
    // Start and stop of the run, milliseconds since 1970; a sum of tests counts parallel ones twice.
    const [start, stop] = [number(summary.start) ?? 0, number(summary.stop) ?? 0];
    this.tally.took(start > 1e11 && stop > start ? (stop - start) / 1_000 : this.#took);
  }
}

const suiteOf = ({ suite }: Fields): string => (Array.isArray(suite) ? path(suite) : string(suite));

function attemptsOf(test: Fields): Attempt[] {
  const said = list(test.retryAttempts ?? test.previousAttempts).map(fields);
  const retries = Math.min(20, number(test.retries) ?? 0);
  const tried: Attempt[] =
    said.length > 0
      ? said.map(({ status, message }) => ({
          outcome: status === "passed" ? "passed" : "failed",
          message: string(message),
        }))
      : Array.from({ length: retries }, () => ({ outcome: "failed" }));
  if (tried.length === 0) return test.flaky === true ? [{ outcome: "failed" }, { outcome: "passed" }] : [];
  return [
    ...tried,
    { outcome: test.status === "passed" ? "passed" : "failed", message: string(test.message) },
  ];
}
