import type { Attempt, Failure, Tally } from "../report.js";
import { Said } from "./said.js";

interface Running {
  readonly said: Said;
  /** Waits for its turn beside other parallel tests (`t.Parallel`). */
  isPaused: boolean;
}

/** A test that failed at least once. */
interface Failed {
  readonly attempts: Attempt[];
  /** Passed in a later run of its package. */
  isMended: boolean;
}

/** How many messages are kept until the end, for all packages together. */
export interface Room {
  messages: number;
}

/** How go says that the process broke. */
const BREAK = /^(?:panic: |fatal error: |signal: |exit status )/m;

/** What go itself prints about tests, which says nothing about why they failed. */
const FRAME = /^\s*(?:=== |--- (?:PASS|SKIP|BENCH|FAIL))/;

/**
 * One package of a run of `go test`. A package may come again (`gotestsum --rerun-fails`): a test that failed in an earlier run
 * and passed in a later one is flaky. Failures therefore wait for the end.
 */
export class GoPackage {
  built: Said | null = null;
  readonly #running = new Map<string, Running>();
  readonly #failed = new Map<string, Failed>();
  readonly #places = new Map<string, Pick<Failure, "file" | "line">>();
  /** Tests that failed in the run that goes on: passing once more in the same run (`-count`) mends nothing. */
  #failedNow = new Set<string>();
  #said = new Said();
  #state: "open" | "passed" | "failed" | "skipped" = "open";
  #why = "";

  constructor(
    readonly name: string,
    private readonly room: Room,
  ) {}

  event(action: string, test: string, output: string, elapsed: number | undefined, tally: Tally): void {
    if (action === "output") this.#output(test, output);
    else if (test === "") this.#package(action, elapsed, tally);
    else if (action === "run") {
      this.#reopen();
      this.#running.set(test, { said: new Said(), isPaused: false });
    } else if (action === "pause" || action === "cont") {
      const running = this.#running.get(test);
      if (running) running.isPaused = action === "pause";
    } else if (action === "pass" || action === "fail" || action === "skip" || action === "bench")
      this.#ended(action, test, tally);
  }

  /** Tells of all that is not green. */
  end(tally: Tally): void {
    if (this.#state === "open") this.#unfinished("the run ended before the test did", tally);
    for (const [test, { attempts, isMended }] of this.#failed) {
      const last = attempts.findLast(({ outcome }) => outcome !== "passed");
      const failure = (): Failure => ({
        suite: this.name,
        name: test,
        message: attempts.findLast(({ message }) => message)?.message ?? "",
        ...this.#places.get(test),
        attempts: attempts.length > 1 ? attempts : [],
      });
      if (isMended) tally.addFlaky(failure);
      else tally.add(last?.outcome ?? "failed", failure);
    }
    const isRed = this.#state === "failed" || this.#state === "open" || this.built !== null;
    const isTold = [...this.#failed.values()].some(({ isMended }) => !isMended);
    if (!isRed || isTold) return;
    if (this.built) this.built.isTold = true;
    const message = this.built?.text || this.#why || this.#said.text;
    tally.add("errors", () => ({
      suite: this.name,
      name: this.built ? `${this.name} [build failed]` : this.name,
      message: withoutFrames(message) || "the run ended before the package did",
      ...placeIn(message),
    }));
  }

  #output(test: string, output: string): void {
    (this.#running.get(test)?.said ?? this.#said).add(output);
  }

  #ended(action: "pass" | "fail" | "skip" | "bench", test: string, tally: Tally): void {
    const said = this.#running.get(test)?.said.text ?? "";
    this.#running.delete(test);
    if (action === "fail") this.#fail(test, "failed", said);
    else if (action === "skip") tally.add("skipped");
    else {
      const failed = this.#failed.get(test);
      if (!failed) tally.add("passed");
      else {
        failed.attempts.push({ outcome: "passed" });
        failed.isMended = !this.#failedNow.has(test);
      }
    }
  }

  #fail(test: string, outcome: "failed" | "errors", said: string): void {
    const failed = this.#failed.get(test) ?? { attempts: [], isMended: false };
    this.#failed.set(test, failed);
    this.#failedNow.add(test);
    failed.isMended = false;
    this.room.messages -= 1;
    failed.attempts.push({ outcome, message: this.room.messages >= 0 ? withoutFrames(said) : "" });
    if (!this.#places.has(test)) this.#places.set(test, placeIn(said));
  }

  #package(action: string, elapsed: number | undefined, tally: Tally): void {
    if (action === "start") this.#reopen();
    if (action !== "pass" && action !== "fail" && action !== "skip") return;
    tally.took(elapsed);
    if (action === "fail") this.#unfinished("", tally);
    // test2json misses the end of a test that printed half a line (golang/go#38063); the package knows.
    else if (this.#running.size > 0) {
      tally.warn(`${this.name} passed, and ${this.#running.size} of its tests have no end`);
      for (const test of [...this.#running.keys()]) this.#ended("pass", test, tally);
    }
    this.#state = action === "fail" ? "failed" : action === "pass" ? "passed" : "skipped";
    this.#why = this.#said.text;
  }

  /** Tests that had begun and have no end when their process has. */
  #unfinished(why: string, tally: Tally): void {
    for (const [test, { said, isPaused }] of this.#running) {
      if (isPaused) tally.add("not_run");
      else {
        // What broke may stand in the package's output, which is cut where the test's own is not told apart.
        const own = said.text;
        const more =
          own.trim() === "" || (!BREAK.test(own) && BREAK.test(this.#said.text)) ? this.#said.text : "";
        this.#fail(
          test,
          "errors",
          withoutFrames(`${own}\n${more}`) || why || "the package ended before the test did",
        );
      }
    }
    this.#running.clear();
  }

  #reopen(): void {
    if (this.#state === "open") return;
    this.#state = "open";
    this.#said = new Said();
    this.#failedNow = new Set();
  }
}

const withoutFrames = (said: string): string =>
  said
    .split("\n")
    .filter((line) => !FRAME.test(line))
    .join("\n")
    .trim();

function placeIn(said: string): { file?: string; line?: number } {
  const place = /^\s{0,40}([\w./\\-]{1,300}\.go):(\d{1,9})(?::\d{1,9})?: /m.exec(said);
  return place ? { file: place[1], line: Number(place[2]) } : {};
}
