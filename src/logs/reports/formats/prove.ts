import type { LineFormat, LineReader } from "../format.js";
import type { Tally } from "../report.js";
import { addSummary, ProveSummary } from "./prove-summary.js";
import { TapReader } from "./tap.js";

/** A program's name, then dots as far as the longest name goes, then its end where its output is not shown. */
const PROGRAM = /^(\S(?:.{0,300}?\S)?) \.{2,300}(?: (.*))?$/;

/** What TAP::Harness prints, with `prove -v` the output of each program too (perldoc prove, TAP::Formatter::Console). */
export const prove: LineFormat = {
  name: "prove",
  begins: (line) =>
    /^\S{1,300}\.t \.{2,300}(?: (?:ok|skipped|Dubious|Failed|All|No|\d{1,9}\/|\s*$)|$)/.test(line),
  read: (tally) => new ProveReader(tally),
};

const MAX_LINES = 50;

interface Program {
  readonly name: string;
  /** Read as TAP where its output is shown. */
  tap: TapReader | null;
  readonly failuresBefore: number;
  readonly redBefore: number;
  /** What the harness says of it. */
  readonly verdict: string[];
  readonly output: string[];
}

class ProveReader implements LineReader {
  readonly #summary = new ProveSummary();
  #program: Program | null = null;
  #hasPoints = false;
  #bailed = false;

  constructor(private readonly tally: Tally) {}

  line(text: string): void {
    // A terminal's line is written over.
    const line = text.slice(text.lastIndexOf("\r") + 1).trimEnd();
    if (this.#summary.line(line)) {
      this.#leave();
      return;
    }
    const [, name, rest = ""] = PROGRAM.exec(line) ?? [];
    if (name !== undefined) this.#enter(name, rest.trim());
    else if (/^(?:Bailout called|FAILED--)/.test(line)) this.#bail(line);
    else if (this.#program) this.#said(this.#program, line, text);
  }

  end(): void {
    this.#leave();
    const { tally } = this;
    addSummary(this.#summary, tally, this.#hasPoints);
    if (this.#summary.result === "") tally.warn("the result is missing: prove did not come to its end");
    const isRed = this.#summary.result === "FAIL" || this.#summary.result === "";
    if (isRed && tally.red === 0)
      tally.add("errors", () => ({ suite: "", name: "prove", message: "the run failed, or did not end" }));
    if (this.#summary.result === "NOTESTS") tally.warn("no test was run");
  }

  #enter(name: string, status: string): void {
    // The same program again is its next line of progress.
    if (this.#program?.name !== name) {
      this.#leave();
      this.tally.report.suites += 1;
      const { failures } = this.tally.report;
      this.#program = {
        name,
        tap: null,
        failuresBefore: failures.length,
        redBefore: this.tally.red,
        verdict: [],
        output: [],
      };
    }
    if (this.#program && status !== "") this.#said(this.#program, status, status);
  }

  #said(program: Program, line: string, text: string): void {
    if (/^ok(?:\s{1,20}\d{1,9} ms\b.*)?$/.test(line) || /^\d{1,9}\/(?:\d{1,9}|\?)$/.test(line)) return;
    if (/^skipped: /.test(line)) this.tally.add("skipped");
    else if (/^(?:Dubious, test returned|Failed \d{1,9}\/\d{1,9} subtests|No subtests run)/.test(line))
      program.verdict.push(line);
    else if (program.tap || TAP_LINE.test(line)) {
      program.tap ??= this.#tap();
      program.tap.line(text);
      if (/^(?:not )?ok\b/.test(line)) this.#hasPoints = true;
    } else if (line !== "" && program.output.length < MAX_LINES) program.output.push(line);
  }

  #tap(): TapReader {
    const { suites } = this.tally.report;
    const reader = new TapReader(this.tally);
    this.tally.report.suites = suites;
    return reader;
  }

  #leave(): void {
    const program = this.#program;
    this.#program = null;
    if (!program) return;
    if (!this.#bailed) program.tap?.end();
    for (const failure of this.tally.report.failures.slice(program.failuresBefore))
      failure.suite = failure.suite === "" ? program.name : `${program.name} › ${failure.suite}`;
    const isTold = this.tally.red > program.redBefore;
    this.#summary.program(program.name, { verdict: program.verdict, output: program.output, isTold });
  }

  #bail(line: string): void {
    if (this.#bailed) return;
    this.#bailed = true;
    this.tally.add("errors", () => ({ suite: "", name: "Bail out!", message: line }));
  }
}

const TAP_LINE = /^(?:TAP version \d|1\.\.\d{1,9}(?:\s|$)|(?:not )?ok\b|# Subtest: )/;
