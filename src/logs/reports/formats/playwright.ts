import { milliseconds } from "../durations.js";
import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Attempt, Failure, Tally } from "../report.js";
import { type Fields, fields, firstText, isFields, list, number, path, string } from "../values.js";

/** Playwright's JSON reporter: files, in them suites and specs, of each spec a test a project, of each test its attempts. */
export const playwright: JsonFormat = {
  name: "playwright",
  lists: ["suites", "errors"],
  isItem: ({ list: at, value }) =>
    at === "suites" && (Array.isArray(fields(value).specs) || Array.isArray(fields(value).suites)),
  isRest: (rest) => isFields(fields(rest).config) && Array.isArray(fields(rest).suites),
  read: (tally) => new PlaywrightReader(tally),
};

const MAX_DEPTH = 100;

class PlaywrightReader implements JsonReader {
  constructor(private readonly tally: Tally) {}

  item({ list: at, value }: Found): void {
    if (at === "suites") {
      this.tally.report.suites += 1;
      this.#suite(fields(value), [], 0);
    } else {
      // Files that could not be loaded, global set-up, tests given the same title.
      const { location } = fields(value);
      this.tally.add("errors", () => ({
        suite: "",
        name: "test run",
        message: errorText(value),
        file: string(fields(location).file),
        line: number(fields(location).line),
      }));
    }
  }

  end(rest: unknown): void {
    const stats = fields(fields(rest).stats);
    const { tests, failed, errors } = this.tally.report;
    holdAgainst({ failed: countIn(stats.unexpected) }, { tests, failed, errors }, this.tally, {
      where: "stats",
      failure: () => ({ suite: "", name: "test run", message: "" }),
    });
    this.tally.took(milliseconds(stats.duration));
  }

  #suite(suite: Fields, outer: readonly string[], depth: number): void {
    const names = [...outer, string(suite.title)];
    for (const spec of list(suite.specs).map(fields))
      for (const test of list(spec.tests)) this.#test(fields(test), spec, names);
    if (depth < MAX_DEPTH)
      for (const inner of list(suite.suites)) this.#suite(fields(inner), names, depth + 1);
  }

  #test(test: Fields, spec: Fields, names: readonly string[]): void {
    const results = list(test.results).map(fields);
    const attempts = results
      .filter(({ status }) => status !== "skipped" && status !== "interrupted")
      .map(attempt);
    const failure = (): Failure => ({
      suite: path(names),
      name: `${string(spec.title)}${string(test.projectName) === "" ? "" : ` [${string(test.projectName)}]`}`,
      message: attempts.findLast(({ message }) => message)?.message ?? unexpected(test),
      file: string(spec.file),
      line: number(spec.line),
      attempts: attempts.length > 1 ? attempts : [],
    });
    if (test.status === "flaky") this.tally.addFlaky(failure);
    else if (test.status === "unexpected") this.tally.add("failed", failure);
    else if (test.status === "skipped") this.tally.add(wasSkipped(test, results) ? "skipped" : "not_run");
    else if (test.status !== "expected") this.tally.add("errors", failure);
    // `test.fail()`: it is there to fail.
    else if (/^(?:failed|timedOut)$/.test(string(test.expectedStatus))) this.tally.add("expected");
    else this.tally.add(test.expectedStatus === "skipped" ? "skipped" : "passed");
  }
}

/** A test that is meant to be skipped; another one was not reached, or broken off (`--max-failures`). */
const wasSkipped = (test: Fields, results: readonly Fields[]): boolean =>
  test.expectedStatus === "skipped" || results.some(({ status }) => status === "skipped");

function attempt(result: Fields): Attempt {
  const messages = list(result.errors).map(errorText);
  const message = messages.length > 0 ? messages.join("\n") : errorText(result.error);
  if (result.status === "passed") return { outcome: "passed", message };
  return { outcome: "failed", message: message || string(result.status) };
}

const unexpected = (test: Fields): string => `expected to be ${string(test.expectedStatus)}`;

const errorText = (error: unknown): string => {
  const { message, stack, value } = fields(error);
  return firstText(message, stack, value);
};
