import type { Tally } from "../report.js";

interface Told {
  readonly verdict: readonly string[];
  readonly output: readonly string[];
  /** Whether its red tests were counted as they came. */
  readonly isTold: boolean;
}

interface Listed {
  readonly isFailed: boolean;
  failed: number;
  readonly tests: number[];
  readonly details: string[];
}

const ENTRY = /^(\S.{0,300}?)\s{1,100}\(Wstat: (\d{1,9})(?: .{0,40}?)? Tests: \d{1,9} Failed: (\d{1,9})\)$/;
const MAX_LISTED = 10_000;

/** The end of what `prove` prints: `Test Summary Report`, the sums, the result. */
export class ProveSummary {
  readonly programs = new Map<string, Told>();
  readonly listed = new Map<string, Listed>();
  result = "";
  tests = 0;
  seconds: number | null = null;
  #isOpen = false;
  #entry: Listed | null = null;
  #isFailedTests = false;

  program(name: string, told: Told): void {
    this.programs.set(name, told);
  }

  /** Whether the line is a part of it. */
  line(line: string): boolean {
    const sums = /^Files=\d{1,9}, Tests=(\d{1,9}), {1,9}(\d{1,9}(?:\.\d{1,9})?) wallclock secs/.exec(line);
    const result = /^Result: (PASS|FAIL|NOTESTS)$/.exec(line)?.[1];
    if (sums) {
      this.tests = Number(sums[1]);
      this.seconds = Number(sums[2]);
    }
    if (result !== undefined) this.result = result;
    if (sums || result !== undefined || line === "Test Summary Report") {
      this.#isOpen = line === "Test Summary Report";
      return true;
    }
    if (!this.#isOpen) return false;
    this.#list(line);
    return true;
  }

  #list(line: string): void {
    const [, name, status, failed] = ENTRY.exec(line) ?? [];
    if (name !== undefined) {
      this.#entry = { isFailed: status !== "0", failed: Number(failed), tests: [], details: [] };
      if (this.listed.size < MAX_LISTED) this.listed.set(name, this.#entry);
      this.#isFailedTests = false;
      return;
    }
    const entry = this.#entry;
    if (!entry || !line.startsWith(" ")) return;
    const [, numbers] = /^ {2}Failed tests?: {1,9}(.*)$/.exec(line) ?? [];
    if (/^ {2}\S/.test(line)) this.#isFailedTests = numbers !== undefined;
    if (this.#isFailedTests) entry.tests.push(...numbersIn(numbers ?? line));
    else if (!/^ {2}TODO passed: /.test(line) && entry.details.length < 20) entry.details.push(line.trim());
  }
}

/** Counts what only the harness tells: programs that died before a test, and all tests where no output of them is shown. */
export function addSummary(summary: ProveSummary, tally: Tally, hasPoints: boolean): void {
  let failed = 0;
  for (const name of new Set([...summary.programs.keys(), ...summary.listed.keys()])) {
    const { verdict = [], output = [], isTold = false } = summary.programs.get(name) ?? {};
    const entry = summary.listed.get(name);
    const isBad = verdict.length > 0 || (entry && (entry.isFailed || entry.failed > 0 || hasErrors(entry)));
    if (isTold || !isBad) continue;
    const said = [...output, ...verdict, ...(entry?.details ?? [])].join("\n");
    const names = namesIn(output);
    const count = entry?.failed ?? 0;
    failed += count;
    if (count === 0) tally.add("errors", () => ({ suite: name, name, message: said }));
    for (let i = 0; i < Math.min(count, MAX_LISTED); i += 1)
      tally.add("failed", () => ({
        suite: name,
        name: (names.length === count ? names[i] : undefined) ?? `test ${entry?.tests[i] ?? "?"}`,
        message: said,
      }));
  }
  tally.took(summary.seconds);
  const passed = summary.tests - failed;
  if (!hasPoints && passed > 0) tally.add("passed", undefined, passed);
}

const hasErrors = ({ details }: Listed): boolean => details.some((line) => line.startsWith("Parse errors:"));

/** `1-3, 5` */
function numbersIn(text: string): number[] {
  const numbers: number[] = [];
  for (const [, first, last] of text.matchAll(/(\d{1,9})(?:-(\d{1,9}))?/g)) {
    const end = Number(last ?? first);
    for (let n = Number(first); n <= end && numbers.length < MAX_LISTED; n += 1) numbers.push(n);
  }
  return numbers;
}

/** Test::More tells of each failing test on standard error. */
const namesIn = (output: readonly string[]): string[] =>
  output.flatMap((line) => /^#\s{1,8}Failed test '(.{1,2000})'$/.exec(line)?.[1] ?? []);
