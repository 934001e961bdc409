import type { Yielding } from "./yielding.js";

/** Lines between two turns of the event loop. */
const PIECE = 1_000;
/** Lines that a run is taken to have at most whose beginning no line of its own shows. */
const RUN = 400;
/** The same where it shows no test either: it may be quiet, but then it is short. */
const QUIET = 40;
/** Lines of a run between two that show a test, and above the first of them: what a test prints stands in front of its dot. */
const [APART, ABOVE] = [100, 10];

/** How Minitest, ExUnit and RSpec in random order begin; RSpec says the same behind its end. */
const begins = /^(?:Run options: |# Running:?$|Running ExUnit with seed: |Randomized with seed \d)/;
/** Tests that ran: dots, alone or with what a test printed behind them; unittest's, prove's, Minitest's and ExUnit's lines for each; RSpec's. */
const ran =
  /^(?:[.FEPsSxXuUINRD*]{2,300}(?:\s{1,4}\[?\s{0,3}\d{1,3}%\]?)?|\.{1,80}[A-Z[{*\d"'<(].*|\.)$|^\S.{0,300} \.\.\. (?:ok|skipped\b.{0,200}|expected failure)$|^\S{1,300}\.t \.{2,200} (?:ok|skipped: .{1,200})$|^\S.{0,300} = \d{1,6}\.\d{1,4} s = [.S]$|^\s{2,4}\* (?:test|property|doctest) .{1,300} \(\d{1,8}(?:\.\d{1,3})?ms\)/;

/** Nothing above belongs to a run of tests behind it: commands that are echoed, steps, sections, what else a build tool does. */
const bound =
  /^(?:\$ \S|\+{1,3} \S|##\[|\[Pipeline\]|section_|travis_|#!\/|> Task |={2,4} \S.{0,200}[^=]$|\[INFO\] ---)/;

/** How runs of tests begin, and how one says that nothing in it failed or that something did. */
interface Runner {
  readonly head?: RegExp;
  readonly passed: RegExp;
  /** What stands right above it, where the words alone are anybody's. */
  readonly above?: RegExp;
  readonly failed: RegExp;
}

/** In their order: Surefire, a class at a time; pytest; PHPUnit; libtest; unittest; RSpec; Minitest and test-unit; ExUnit; Dart; CTest; prove. */
const runners: readonly Runner[] = [
  {
    head: /^\[INFO\] Running [\w.$]{1,300}$/,
    passed: /^(?:\[(?:INFO|WARNING)\] )?Tests run: \d{1,7}, Failures: 0, Errors: 0, .{0,100}\b(?:in|--) /,
    failed: /^(?:\[\w{4,7}\] )?Tests run: \d/,
  },
  {
    head: /^=+ test session starts.{0,20} =+$/,
    passed:
      /^=+ (?:\d{1,7} (?:passed|skipped|deselected|xfailed|xpassed|warnings?|rerun)(?:, )?){1,8} in [\d.]{1,12}s.{0,20} =+$/,
    failed: /^=+ .{0,100}\b\d{1,7} (?:failed|errors?)\b.{0,100} in [\d.]{1,12}s|^ERROR: |^INTERNALERROR>/,
  },
  {
    head: /^PHPUnit \d{1,3}\.\d.{0,40} by Sebastian Bergmann/,
    passed: /^OK(?: \(\d{1,7} tests?, \d{1,8} assertions?\)$|, but )/,
    failed: /^(?:FAILURES!|ERRORS!|WARNINGS!)$/,
  },
  {
    head: /^running \d{1,6} tests?$/,
    passed: /^test result: ok\. /,
    failed: /^(?:test result: FAILED|error: )/,
  },
  {
    passed: /^OK(?: \((?:skipped|expected failures)=\d.{0,60}\))?$/,
    above: /^Ran \d{1,7} tests? in [\d.]{1,12}s$/,
    failed: /^FAILED \(/,
  },
  {
    passed: /^\d{1,7} examples?, 0 failures(?:, \d{1,6} pending)?$/,
    failed: /^\d{1,7} examples?, .{0,60}[1-9]\d{0,6} (?:failures?|errors?)/,
  },
  {
    passed: /^\d{1,7} (?:runs|tests), \d{1,8} assertions, 0 failures, 0 errors\b/,
    failed: /^\d{1,7} (?:runs|tests), \d{1,8} assertions, /,
  },
  {
    passed: /^(?:\d{1,6} \w{4,12}, ){0,3}\d{1,7} tests?, 0 failures(?:, .{1,60})?$/,
    failed: /^.{0,60}\d{1,7} tests?, [1-9]\d{0,6} failures?/,
  },
  {
    passed: /^\d{2,3}:\d{2} \+\d{1,6}(?: ~\d{1,6})?: All tests passed!$/,
    failed: /^\d{2,3}:\d{2} .{1,40}: Some tests failed\.$/,
  },
  {
    head: /^Test project \S/,
    passed: /^100% tests passed, 0 tests failed out of [1-9]\d{0,6}$/,
    failed: /^\d{1,2}% tests passed, /,
  },
  {
    passed: /^Result: PASS$/,
    above: /^Files=\d{1,6}, Tests=\d{1,8}, /,
    failed: /^Result: (?:FAIL|NOTESTS)$/,
  },
];

/** What is printed in a run of tests that passed: whatever it says did not end the job. */
export function* passedRuns(lines: readonly string[], out: Float32Array): Yielding<void> {
  for (const { head, passed, above, failed } of runners) {
    let from = 0;
    let open = head === undefined;
    for (const [i, line] of lines.entries()) {
      if (i % PIECE === PIECE - 1) yield;
      if (line.length > 400) continue;
      if (head?.test(line) === true) [from, open] = [i, true];
      else if (passed.test(line) && (above === undefined || isAbove(lines, i, above))) {
        if (open) out.fill(1, head ? from : startOf(lines, from, i), i + 1);
        [from, open] = [i + 1, head === undefined];
      } else if (failed.test(line) || bound.test(line)) [from, open] = [i + 1, head === undefined];
    }
  }
}

/** Index of the first line of a run that ends on a line and begins behind another. */
function startOf(lines: readonly string[], behind: number, end: number): number {
  const least = Math.max(behind, end - RUN);
  let first: number | null = null;
  for (let i = end - 1; i >= least && (first ?? end) - i <= APART; i--) {
    const line = lines[i] ?? "";
    // Right behind an earlier run it is that one's last word
    if (begins.test(line) && i > behind + 2) return i;
    if (line.length <= 400 && ran.test(line)) first = i;
  }
  return Math.max(least, first === null ? end - QUIET : first - ABOVE);
}

/** In the line above, or above an empty one. */
const isAbove = (lines: readonly string[], i: number, pattern: RegExp): boolean =>
  pattern.test(lines[i - 1] ?? "") || (lines[i - 1] === "" && pattern.test(lines[i - 2] ?? ""));
