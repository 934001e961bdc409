import type { LineFormat, LineReader } from "../format.js";
import type { Attempt, Failure, Tally } from "../report.js";
import { type Fields, fields, firstText, number, objectOn, string } from "../values.js";
import { CucumberNames } from "./cucumber-names.js";

/** Cucumber's messages (`--format message`), an envelope a line: messages.md of cucumber/messages. */
export const cucumberMessages: LineFormat = {
  name: "cucumber-messages",
  begins: (line) =>
    line.startsWith("{") &&
    (/^\{\s?"(?:gherkinDocument|testRunStarted|testCaseStarted)"\s?:\s?\{/.test(line) ||
      (/^\{\s?"meta"\s?:\s?\{/.test(line) && /"protocolVersion"/.test(line)) ||
      (/^\{\s?"source"\s?:\s?\{/.test(line) && /text\/x\.cucumber\.gherkin/.test(line)) ||
      (/^\{\s?"pickle"\s?:\s?\{/.test(line) && /"uri"/.test(line)) ||
      (/^\{\s?"(?:testCase|parseError)"\s?:\s?\{/.test(line) && /"(?:pickleId|uri)"/.test(line))),
  read: (tally) => new MessagesReader(tally),
};

/** The worst first, as `getWorstTestStepResult` orders them; that there is no step is no failure. */
const WORST = ["FAILED", "AMBIGUOUS", "UNDEFINED", "PENDING", "SKIPPED", "PASSED", "UNKNOWN"] as const;
type Status = (typeof WORST)[number];

interface Running {
  readonly testCase: string;
  status: Status;
  message: string;
  willBeRetried: boolean;
}

class MessagesReader implements LineReader {
  readonly #names = new CucumberNames();
  readonly #running = new Map<string, Running>();
  /** Attempts of test cases that will be tried again. */
  readonly #tried = new Map<string, Attempt[]>();
  readonly #files = new Set<string>();
  #started: number | undefined;
  #isOver = false;
  #hasFailed = false;

  constructor(private readonly tally: Tally) {}

  line(line: string): void {
    const envelope = objectOn(line.trim());
    if (!envelope) return;
    const [kind = ""] = Object.keys(envelope);
    const message = fields(envelope[kind]);
    if (kind === "testRunStarted") this.#started = secondsOf(message.timestamp);
    else if (kind === "testCaseStarted") this.#start(message);
    else if (kind === "testStepFinished") this.#step(message);
    else if (kind === "testCaseFinished") this.#finish(message);
    else if (kind === "testRunHookFinished") this.#runHook(message);
    else if (kind === "testRunFinished") this.#over(message);
    else if (kind === "parseError")
      this.#error(string(fields(message.source).uri) || "feature", string(message.message));
    else this.#names.learn(kind, message);
  }

  end(): void {
    for (const { testCase } of this.#running.values())
      this.tally.add("errors", () => this.#failure(testCase, "the run ended before the scenario did", []));
    // A retry that was announced and never came.
    for (const [testCase, attempts] of this.#tried)
      this.tally.add("failed", () => this.#failure(testCase, attempts.at(-1)?.message ?? "", attempts));
    if (!this.#isOver) {
      this.tally.warn("the last message is missing: the run did not end");
      if (this.#running.size === 0) this.#error("test run", "the run ended before its last message");
    } else if (this.#hasFailed && this.tally.red === 0)
      this.#error("test run", "the run says that it failed");
    this.tally.report.suites = this.#files.size;
  }

  #start({ id, testCaseId }: Fields): void {
    const testCase = string(testCaseId);
    this.#files.add(this.#names.of(testCase).file);
    this.#running.set(string(id), { testCase, status: "UNKNOWN", message: "", willBeRetried: false });
  }

  #step({ testCaseStartedId, testStepId, testStepResult }: Fields): void {
    const running = this.#running.get(string(testCaseStartedId));
    if (!running) return;
    const result = fields(testStepResult);
    const status = WORST.find((known) => known === result.status) ?? "UNKNOWN";
    // Where older versions tell of the retry.
    if (result.willBeRetried === true) running.willBeRetried = true;
    if (WORST.indexOf(status) >= WORST.indexOf(running.status)) return;
    running.status = status;
    const step = this.#names.step(string(testStepId));
    running.message = firstText(
      result.message,
      fields(result.exception).message,
      `${status.toLowerCase()} step${step === "" ? "" : `: ${step}`}`,
    );
  }

  #finish({ testCaseStartedId, willBeRetried }: Fields): void {
    const running = this.#running.get(string(testCaseStartedId));
    if (!running) return;
    this.#running.delete(string(testCaseStartedId));
    const { testCase, status, message } = running;
    const before = this.#tried.get(testCase) ?? [];
    const isFailed = status === "FAILED";
    const isError = status === "AMBIGUOUS" || status === "UNDEFINED";
    const outcome = isFailed ? "failed" : isError ? "errors" : "passed";
    const attempts: Attempt[] = [...before, { outcome, ...(outcome === "passed" ? {} : { message }) }];
    if (willBeRetried === true || running.willBeRetried) {
      this.#tried.set(testCase, attempts);
      return;
    }
    this.#tried.delete(testCase);
    const failure = (): Failure => this.#failure(testCase, message, before.length > 0 ? attempts : []);
    if (outcome !== "passed") this.tally.add(outcome, failure);
    else if (status === "PENDING") {
      this.tally.warn("scenarios are pending: a strict run fails for them");
      this.tally.add("skipped");
    } else if (status === "SKIPPED") this.tally.add("skipped");
    else if (before.length > 0)
      this.tally.addFlaky(() => ({ ...failure(), message: before.at(-1)?.message ?? "" }));
    else this.tally.add("passed");
  }

  /** `BeforeAll` and `AfterAll`. */
  #runHook({ result }: Fields): void {
    const { status, message, exception } = fields(result);
    if (status === "FAILED")
      this.#error("test run hook", firstText(message, fields(exception).message, "a hook of the run failed"));
  }

  #over({ success, message, exception, timestamp }: Fields): void {
    this.#isOver = true;
    this.tally.took((secondsOf(timestamp) ?? NaN) - (this.#started ?? NaN));
    this.#hasFailed = success === false;
    const said = firstText(message, fields(exception).message);
    if (said !== "") this.#error("test run", said);
  }

  #error(name: string, message: string): void {
    this.tally.add("errors", () => ({ suite: "", name, message }));
  }

  #failure(testCase: string, message: string, attempts: Attempt[]): Failure {
    const { suite, name, file, line } = this.#names.of(testCase);
    return { suite, name, message, file, line, attempts };
  }
}

function secondsOf(timestamp: unknown): number | undefined {
  const { seconds, nanos } = fields(timestamp);
  // Some languages write large numbers as text.
  const whole = typeof seconds === "string" ? Number(seconds) : number(seconds);
  return whole === undefined ? undefined : whole + (number(nanos) ?? 0) / 1e9;
}
