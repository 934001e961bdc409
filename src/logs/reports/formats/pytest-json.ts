import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Attempt, Failure, Outcome, Tally } from "../report.js";
import { type Fields, fields, firstText, isFields, number, string } from "../values.js";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  passed: "passed",
  // A test that passed against expectation does not fail the run, unless it is strict, and then it is `failed`.
  xpassed: "passed",
  failed: "failed",
  error: "errors",
  skipped: "skipped",
  xfailed: "expected",
};

/** pytest-json-report: tests with the outcome of each phase; files that could not be collected; the exit code. */
export const pytestJson: JsonFormat = {
  name: "pytest-json",
  lists: ["tests", "collectors"],
  isItem: ({ list, value }) =>
    /^(?:tests|collectors)$/.test(list) && isFields(value) && "nodeid" in value && "outcome" in value,
  isRest: (rest) => isFields(rest) && "exitcode" in rest && isFields(rest.summary),
  read: (tally) => new PytestReader(tally),
};

/** What pytest's exit codes say beyond "tests failed" (pytest's reference, Exit codes). */
const EXIT: Readonly<Record<number, string>> = {
  1: "the run failed",
  2: "the run was interrupted",
  3: "pytest had an internal error",
  4: "pytest was called wrongly",
  5: "no tests were collected",
};

class PytestReader implements JsonReader {
  readonly #files = new Set<string>();
  /** Failed attempts that pytest-rerunfailures follows with another one. */
  readonly #tried = new Map<string, Attempt[]>();

  constructor(private readonly tally: Tally) {}

  item({ list, value }: Found): void {
    const test = fields(value);
    const id = string(test.nodeid);
    if (list === "collectors") {
      if (test.outcome === "failed" || test.outcome === "error")
        this.tally.add("errors", () => ({ ...namedBy(id), message: string(test.longrepr) }));
      return;
    }
    this.#files.add(namedBy(id).file ?? "");
    const failure = (): Failure => failureOf(test, id);
    if (test.outcome === "rerun") {
      const tried = this.#tried.get(id) ?? [];
      this.#tried.set(id, [...tried, { outcome: "failed", message: failure().message }]);
      return;
    }
    const said = string(test.outcome);
    const outcome = Object.hasOwn(OUTCOMES, said) ? (OUTCOMES[said] ?? "errors") : "errors";
    const tried = this.#tried.get(id);
    this.#tried.delete(id);
    if (tried && outcome === "passed")
      this.tally.addFlaky(() => ({ ...failure(), attempts: [...tried, { outcome: "passed" }] }));
    else
      this.tally.add(outcome, () => ({
        ...failure(),
        attempts: tried ? [...tried, { outcome: "failed", message: failure().message }] : [],
      }));
  }

  end(rest: unknown): void {
    const { summary, exitcode, duration } = fields(rest);
    const head = fields(summary);
    const { tests, failed, errors } = this.tally.report;
    const why = EXIT[number(exitcode) ?? 0] ?? `pytest ended with ${String(exitcode)}`;
    const about = (): Failure => ({ suite: "", name: "pytest", message: why });
    holdAgainst(
      { failed: countIn(head.failed), errors: countIn(head.error) },
      { tests, failed, errors },
      this.tally,
      { where: "summary", failure: about },
    );
    const code = number(exitcode) ?? 0;
    if (code !== 0 && this.tally.red === 0) this.tally.add("errors", about);
    else if (code > 1) this.tally.warn(why);
    this.tally.report.suites = this.#files.size;
    this.tally.took(number(duration));
  }
}

function failureOf(test: Fields, id: string): Failure {
  const phases = [test.setup, test.call, test.teardown].map(fields);
  const bad = phases.find(({ outcome }) => outcome === "failed" || outcome === "error") ?? fields(test.call);
  const crash = fields(bad.crash);
  return {
    ...namedBy(id),
    message: firstText(crash.message, bad.longrepr),
    ...(number(crash.lineno) === undefined ? {} : { line: number(crash.lineno) }),
  };
}

/** `tests/test_a.py::TestB::test_c[1]` */
function namedBy(id: string): Failure {
  const [file = "", ...names] = id.split("::");
  const name = names.pop() ?? file;
  return { suite: [file, ...names].join("::"), name, message: "", file };
}
