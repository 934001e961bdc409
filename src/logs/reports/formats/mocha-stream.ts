import type { LineFormat, LineReader } from "../format.js";
import type { Failure, Tally } from "../report.js";
import { type Fields, fields, list, number, string } from "../values.js";
import { mochaFailure } from "./mocha.js";

/** Mocha's `json-stream`: an event and its test on each line. */
export const mochaStream: LineFormat = {
  name: "mocha-stream",
  begins: (line) => /^\["(?:start|pass|fail|end)",\s?\{/.test(line),
  read: (tally) => new MochaStreamReader(tally),
};

class MochaStreamReader implements LineReader {
  #isEnded = false;

  constructor(private readonly tally: Tally) {
    tally.report.suites = 1;
  }

  line(line: string): void {
    if (!mochaStream.begins(line)) return;
    const [event, value] = pairOn(line);
    if (event === "pass") this.#pass(value);
    else if (event === "fail") this.tally.add("failed", () => streamed(value));
    else if (event === "end") {
      this.#isEnded = true;
      this.tally.add("skipped", undefined, number(value.pending) ?? 0);
      this.tally.took((number(value.duration) ?? NaN) / 1_000);
    }
  }

  end(): void {
    if (!this.#isEnded)
      this.tally.add("errors", () => ({ suite: "", name: "test run", message: "the run has no end" }));
  }

  #pass(test: Fields): void {
    const retries = number(test.currentRetry) ?? 0;
    if (retries > 0)
      this.tally.addFlaky(() => ({
        ...streamed(test),
        attempts: [{ outcome: "failed" }, { outcome: "passed" }],
      }));
    else this.tally.add("passed");
  }
}

function pairOn(line: string): [event: string, value: Fields] {
  try {
    const [event, value] = list(JSON.parse(line));
    return [string(event), fields(value)];
  } catch (error) {
    if (error instanceof SyntaxError) return ["", {}];
    throw error;
  }
}

/** The stream has the error's text and stack where the report has an object. */
const streamed = (test: Fields): Failure =>
  mochaFailure({ ...test, err: { message: test.err, stack: test.stack } });
