import type { LineFormat, LineReader } from "../format.js";
import { invalid } from "../invalid.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Attempt, Failure, Tally } from "../report.js";
import { type Fields, fields, number, objectOn, string } from "../values.js";

/**
 * `cargo test -- --format json` (libtest), and nextest's `libtest-json` and `libtest-json-plus`, alone or among what cargo prints,
 * its own JSON messages too.
 */
export const cargo: LineFormat = {
  name: "cargo",
  begins: (line) =>
    line.startsWith("{") &&
    (/^\{"reason"\s?:\s?"(?:compiler-|build-)/.test(line) ||
      (/"type"\s?:\s?"(?:suite|test|bench)"/.test(line) &&
        /"event"\s?:\s?"(?:started|ok|failed|ignored|timeout)"|"type"\s?:\s?"bench"/.test(line))),
  read: (tally) => new CargoReader(tally),
};

class CargoReader implements LineReader {
  /** Suites that have begun and not ended: nextest may run several at once. */
  #open = 0;
  #planned = 0;
  readonly #running = new Set<string>();
  readonly #build: string[] = [];
  #failedTests = 0;

  constructor(private readonly tally: Tally) {}

  line(line: string): void {
    const event = objectOn(line.trim());
    if (!event) {
      if (/^error(?:\[E\d{1,5}\])?: (?!test failed|\d+ targets? failed|test run failed)/.test(line))
        this.#build.push(line);
      return;
    }
    if (event.type === "suite") this.#suite(event);
    else if (event.type === "test") this.#test(event);
    else if (event.type === "bench") this.tally.add("passed");
    else if (event.reason === "compiler-message") this.#compiler(fields(event.message));
    else if (event.reason === "build-finished" && event.success === false)
      this.#build.push("the build failed");
  }

  end(): void {
    if (this.tally.report.suites === 0 && this.tally.report.tests === 0 && this.#build.length === 0)
      throw invalid("cargo's messages tell of no test");
    for (const name of this.#running)
      this.tally.add("errors", () => failureOf(name, "the process ended before the test did", []));
    if (this.#open > 0) {
      this.tally.warn(`${this.#open} suites have no end: their process ended early`);
      if (this.#running.size === 0)
        this.tally.add("errors", () => ({
          suite: "",
          name: "test process",
          message: "the suite has no end",
        }));
    }
    if (this.#build.length > 0 && this.tally.red === 0)
      this.tally.add("errors", () => ({ suite: "", name: "build", message: this.#build.join("\n") }));
  }

  #suite(event: Fields): void {
    const { tally } = this;
    if (event.event === "started") {
      tally.report.suites += 1;
      this.#open += 1;
      this.#planned += number(event.test_count) ?? 0;
      return;
    }
    this.#open -= 1;
    tally.took(number(event.exec_time));
    this.#failedTests += Math.max(countIn(event.failed) ?? 0, event.event === "failed" ? 1 : 0);
    const { tests, failed, errors } = tally.report;
    holdAgainst({ failed: this.#failedTests }, { tests, failed, errors }, tally, {
      where: "the suite",
      failure: () => ({ suite: "", name: "suite", message: "" }),
    });
  }

  #test(event: Fields): void {
    const { name, attempt } = named(string(event.name));
    if (event.event === "started") this.#running.add(name);
    // A test that takes long says so, and goes on.
    if (event.event === "started" || event.event === "timeout") return;
    this.#running.delete(name);
    const tried = (last: Attempt): Attempt[] => [
      ...Array.from({ length: attempt - 1 }, (): Attempt => ({ outcome: "failed" })),
      last,
    ];
    if (event.event === "ignored") this.tally.add("skipped");
    else if (event.event === "ok" && attempt > 1)
      this.tally.addFlaky(() => failureOf(name, "", tried({ outcome: "passed" })));
    else if (event.event === "ok") this.tally.add("passed");
    else {
      const said = [string(event.message), string(event.reason), string(event.stdout)];
      const message = said.filter((text) => text !== "").join("\n");
      this.tally.add("failed", () =>
        failureOf(name, message, attempt > 1 ? tried({ outcome: "failed" }) : []),
      );
    }
  }

  #compiler({ level, rendered, message }: Fields): void {
    if (level === "error" && this.#build.length < 20) this.#build.push(string(rendered) || string(message));
  }
}

/** nextest names a test `crate::binary$module::test`, and the last of several attempts `...#3` (its libtest.rs). */
function named(said: string): { name: string; attempt: number } {
  const [, name, attempt] = /^(.*)#(\d{1,4})$/s.exec(said) ?? [];
  return name === undefined ? { name: said, attempt: 1 } : { name, attempt: Number(attempt) };
}

function failureOf(name: string, message: string, attempts: Attempt[]): Failure {
  const place = /panicked at (?:'[^\n]{0,2000}', )?([^\s:][^\n:]{0,300}):(\d{1,9}):\d{1,9}/.exec(message);
  const at = name.indexOf("$");
  return {
    suite: at < 0 ? "" : name.slice(0, at),
    name: name.slice(at + 1),
    message,
    attempts,
    ...(place ? { file: place[1], line: Number(place[2]) } : {}),
  };
}
