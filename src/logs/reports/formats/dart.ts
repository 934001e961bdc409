import { milliseconds } from "../durations.js";
import type { LineFormat, LineReader } from "../format.js";
import type { Attempt, Failure, Tally } from "../report.js";
import { type Fields, fields, objectOn, string } from "../values.js";

/** The JSON reporter of Dart's test runner, and of `flutter test --machine` (json_reporter.md of dart-lang/test). */
export const dart: LineFormat = {
  name: "dart",
  begins: (line) =>
    line.startsWith("{") &&
    /"(?:protocolVersion|testID|suiteID|runnerVersion)"\s?:|"suite"\s?:\s?\{|"type"\s?:\s?"allSuites"/.test(
      line,
    ) &&
    /"type"\s?:\s?"(?:start|suite|group|testStart|testDone|allSuites|print|error|done)"/.test(line),
  read: (tally) => new DartReader(tally),
};

interface Running {
  readonly name: string;
  readonly suite: string;
  readonly file?: string;
  readonly line?: number;
  readonly errors: Attempt[];
}

class DartReader implements LineReader {
  readonly #suites = new Map<unknown, string>();
  readonly #running = new Map<unknown, Running>();
  #success: unknown;
  #isDone = false;
  #last: unknown;

  constructor(private readonly tally: Tally) {}

  line(line: string): void {
    const event = objectOn(line.trim());
    if (!event) return;
    this.#last = event.time ?? this.#last;
    if (event.type === "suite") {
      const suite = fields(event.suite);
      this.#suites.set(suite.id, string(suite.path));
      this.tally.report.suites = this.#suites.size;
    } else if (event.type === "testStart") this.#start(fields(event.test));
    else if (event.type === "error") this.#error(event);
    else if (event.type === "testDone") this.#done(event);
    else if (event.type === "done") {
      this.#isDone = true;
      this.#success = event.success;
    }
  }

  end(): void {
    for (const test of this.#running.values())
      this.tally.add("errors", () => failureOf(test, "the run ended before the test did"));
    if (!this.#isDone) {
      this.tally.warn("the last event is missing: the run did not end");
      if (this.#running.size === 0) this.#run("the run ended before its last event");
      // `null` is what a run says that was broken off.
    } else if (this.#success !== true && this.tally.red === 0) this.#run("the run says that it failed");
    this.tally.took(milliseconds(this.#last));
  }

  #run(message: string): void {
    this.tally.add("errors", () => ({ suite: "", name: "test run", message }));
  }

  #start(test: Fields): void {
    const url = string(test.root_url) || string(test.url);
    const line = test.root_line ?? test.line;
    const suite = this.#suites.get(test.suiteID) ?? "";
    this.#running.set(test.id, {
      name: string(test.name),
      suite,
      ...(/^(?:file|package):/.test(url)
        ? { file: url.replace(/^file:\/\//, "") }
        : suite
          ? { file: suite }
          : {}),
      ...(typeof line === "number" ? { line } : {}),
      errors: [],
    });
  }

  #error({ testID, error, stackTrace, isFailure }: Fields): void {
    const stack = string(stackTrace).trim();
    const message = `${string(error).trim()}${stack === "" ? "" : `\n${stack}`}`;
    this.#running.get(testID)?.errors.push({ outcome: isFailure === true ? "failed" : "errors", message });
  }

  #done({ testID, result, skipped, hidden }: Fields): void {
    const test = this.#running.get(testID);
    this.#running.delete(testID);
    if (!test) return;
    const failure = (): Failure => failureOf(test, "");
    if (result === "failure" || result === "error")
      this.tally.add(result === "failure" ? "failed" : "errors", failure);
    // Loading a file and setting it up are hidden tests; they count only when they fail.
    else if (hidden === true) return;
    else if (skipped === true) this.tally.add("skipped");
    // A test that is allowed to try again tells of each failed attempt.
    else if (test.errors.length > 0)
      this.tally.addFlaky(() => ({ ...failure(), attempts: [...test.errors, { outcome: "passed" }] }));
    else this.tally.add("passed");
  }
}

const failureOf = ({ errors, ...test }: Running, otherwise: string): Failure => ({
  ...test,
  message: errors.map(({ message }) => message).join("\n\n") || otherwise,
});
