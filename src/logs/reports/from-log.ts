import type { Yielding } from "../yielding.js";
import { nestedIn } from "./nested-names.js";

/** A failing test as its runner names it in a log. */
export interface FailedTest {
  suite?: string;
  name: string;
  message?: string;
}

interface Frame {
  readonly pattern: RegExp;
  /** Groups: name, then suite, then message; 0 where there is none. */
  readonly groups: readonly [name: number, suite?: number, message?: number];
  /** Names a file or target of tests, which says little once a test in it is named. */
  readonly coarse?: true;
}

/** What each runner prints for a failing test, on one line, anchored so that prose does not match. */
const frames: readonly Frame[] = [
  // pytest: the short summary, then what `-v` prints, then a file that could not be collected
  {
    pattern: /^(?:FAILED|ERROR) (\S{1,200}?)::(\S{1,300}(?: [^-\s]\S{0,300}){0,20})(?: - (.{1,300}))?/,
    groups: [2, 1, 3],
  },
  { pattern: /^([\w./-]{1,200}\.py)::(\S{1,300}) (?:FAILED|ERROR)\b/, groups: [2, 1] },
  { pattern: /^ERROR ([\w./\\-]{1,300}\.py)(?: - (.{1,300}))?$/, groups: [1, 0, 2], coarse: true },
  // unittest
  { pattern: /^(?:FAIL|ERROR): (\w{1,200}) \(([\w.]{1,300})\)/, groups: [1, 2] },
  // Surefire: `[ERROR] method(Class)  Time elapsed: 0.1 s  <<< FAILURE!`, old and new, then its summary
  {
    pattern: /^(?:\[ERROR\] )?\s{0,4}(\w{1,200})\(([\w.$]{1,300})\)\s{1,4}(?:Time elapsed: .{1,40})?<<< /,
    groups: [1, 2],
  },
  {
    pattern:
      /^(?:\[ERROR\] )?([\w.$]{1,300})\.(\w{1,200})(?:\(\)|\[[^\]]{0,100}\])? (?:--|-) Time elapsed: .{1,40}<<< /,
    groups: [2, 1],
  },
  // Not what compilers and build tools say in the same shape of a file: `  CMakeLists.txt:11 (include)`
  {
    pattern:
      /^(?:\[ERROR\] )? {2}(\w{1,100})\.(?!(?:[chmrdst]|cc|cpp|cxx|hh|hpp|hxx|mm|cs|fs|vb|go|rs|py|pyx|rb|rake|php|pl|pm|js|jsx|cjs|mjs|ts|tsx|mts|cts|vue|java|kt|kts|scala|groovy|gradle|clj|swift|dart|ex|exs|erl|hs|ml|mli|lua|jl|nim|zig|tf|hcl|sh|bash|bat|ps1|sql|txt|cmake|mk|am|ac|in|md|rst|html?|css|scss|less|xml|ya?ml|json|toml|ini|cfg|conf|lock|log|proto|nix|bzl|bazel|feature):)(\w{1,200}):\d+ (.{1,300})/,
    groups: [2, 1, 3],
  },
  { pattern: /^ {2}(\w{1,200})\(([\w.$]{1,300})\)(?:: (.{1,300}))?/, groups: [1, 2, 3] },
  // Gradle
  { pattern: /^([\w.$]{1,200}) > (.{1,200}) FAILED$/, groups: [2, 1] },
  // Ginkgo; NUnit's console
  { pattern: /^\s{0,4}\[(?:FAIL|PANICKED!|TIMEDOUT)\] (\S.{0,300}? \[\w{2,20}\] .{1,200})$/, groups: [1] },
  { pattern: /^\s{0,8}\d{1,4}\) (?:Failed|Error) : ([\w.]{1,300})\.(\w{1,200})/, groups: [2, 1] },
  // Go
  { pattern: /^\s{0,12}--- FAIL: (\S{1,300})/, groups: [1] },
  // Jest and Vitest
  {
    pattern: /^\s{0,8}● (?!Console|Cannot log after|Test suite failed)(\S.{0,200}?) › (.{1,300})/,
    groups: [2, 1],
  },
  { pattern: /^ (?:FAIL|×) {1,2}(\S{1,200}) > (.{1,300})/, groups: [2, 1] },
  {
    pattern: /^ ?FAIL (?:\S{1,100} )?(\S{1,300}\.(?:[cm]?[jt]sx?|vue))(?: \(.{1,40}\))?$/,
    groups: [1],
    coarse: true,
  },
  // RSpec
  { pattern: /^rspec (\.?\S{1,200}:\d{1,6}|\S{1,200}\[[\d:,]{1,40}\]) # (.{1,300})/, groups: [2, 1] },
  // Rust: libtest, then nextest
  { pattern: /^test (\S{1,300}) \.\.\. FAILED/, groups: [1] },
  {
    pattern:
      /^\s{1,20}(?:TRY \d{1,3} )?(?:FAIL|ABORT|TIMEOUT|LEAK-FAIL|SIG[A-Z]{3,6}) \[[ >\d.]{1,20}s\] (?:\(\s{0,8}\d{1,6}\/\d{1,6}\) )?(\S{1,200}) (\S{1,300})$/,
    groups: [2, 1],
  },
  // GoogleTest
  { pattern: /^\[ {2}FAILED {2}\] ([\w/]{1,100})\.([\w/]{1,200})/, groups: [2, 1] },
  // TAP
  { pattern: /^\s{0,16}not ok \d{1,6} (?:- )?(?!.{0,300}# (?:TODO|SKIP))(.{1,300})/i, groups: [1] },
  // PHPUnit
  { pattern: /^\d{1,6}\) ([\w\\]{1,200})::(\w{1,200}(?: with data set \S{1,100})?)/, groups: [2, 1] },
  // CTest: while it runs, then its summary
  { pattern: /^\s{0,8}\d{1,6}\/\d{1,6} Test\s{1,8}#\d{1,6}: (\S{1,200}) \.{2,200}\*\*\*/, groups: [1] },
  {
    pattern:
      /^\s{1,8}\d{1,6} - (\S{1,200}) \((?:Failed|Timeout|SEGFAULT|Not Run|Child aborted|Subprocess aborted|ILLEGAL)/,
    groups: [1],
  },
  // ScalaTest, sbt
  { pattern: /^(?:\[info\] )?- (.{1,300}) \*\*\* FAILED \*\*\*/, groups: [1] },
  // Mocha: its numbered list, then the mark of its reporters
  // Minitest numbers its failures so as well, but puts the name below; Playwright fills the line up
  {
    pattern: /^ {2}\d{1,4}\) (?!(?:Failure|Error|Skipped):$|(?:Failed|Error) : )(.{1,300}?)(?: ─{1,300})?$/,
    groups: [1],
  },
  {
    pattern:
      /^\s{2,20}[✗✖✕×] (?!\S{1,60}\.{3,}: )(\S.{0,300}?)(?: # \S{1,200}:\d{1,6}| \(\d{1,6}(?:\.\d{1,6})? ?m?s\))?$/,
    groups: [1],
  },
  // xUnit and NUnit
  {
    pattern: /^\s{0,8}(?:\[xUnit\.net [\d:.]{1,20}\]\s{1,8})?([\w.+`]{1,300}(?:\([^)]{0,200}\))?) \[FAIL\]$/,
    groups: [1],
  },
  { pattern: /^\s{1,4}(?:Failed|X) ([\w.+`]{1,300}(?:\([^)]{0,200}\))?)(?: \[[^\]]{1,20}\])?$/, groups: [1] },
  // Bazel
  { pattern: /^FAIL: (\/\/\S{1,300}) \(see /, groups: [1], coarse: true },
  { pattern: /^(\/\/\S{1,300})\s{1,200}(?:FAILED|TIMEOUT) in /, groups: [1], coarse: true },
];

/** Longer lines are data, not a runner's verdict. */
const MAX_LINE = 2_000;
const MAX_TESTS = 50;

/** The failing tests that cleaned lines name, in order, each once; at most 50. Files only where no test is named. */
export function* failedTestsIn(lines: readonly string[]): Yielding<FailedTest[]> {
  const fine = new Map<string, FailedTest>();
  const coarse = new Map<string, FailedTest>();
  for (const [i, line] of lines.entries()) {
    if (i % 1_000 === 999) yield;
    const read = readLine(line);
    if (!read) continue;
    const nested = nestedIn(lines, i);
    if (nested) read.test = nested.test;
    const found = read.coarse ? coarse : fine;
    const key = `${read.test.suite ?? ""}\0${read.test.name}`;
    if (!found.has(key) && found.size < MAX_TESTS) found.set(key, read.test);
    if (fine.size >= MAX_TESTS) break;
  }
  const tests = [...(fine.size > 0 ? fine : coarse).values()];
  const passed = passedLater(lines);
  const last = tests.filter((test) => !passed.has(`${test.suite ?? ""} ${test.name}`));
  return last.length > 0 ? last : tests;
}

/** Tests of which a further try passed, as nextest says of each. */
function passedLater(lines: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const line of lines) {
    const match =
      /^\s{0,20}(?:FLAKY \d{1,3}\/\d{1,3}|TRY \d{1,3} PASS) \[[ >\d.]{1,20}s\] (?:\(\s{0,8}\d{1,6}\/\d{1,6}\) )?(\S{1,200}) (\S{1,300})$/.exec(
        line,
      );
    if (match) found.add(`${match[1] ?? ""} ${match[2] ?? ""}`);
  }
  return found;
}

/** The failing test that a cleaned line names, if it does. */
export const failedTestOf = (line: string): FailedTest | null => readLine(line)?.test ?? null;

function readLine(line: string): { test: FailedTest; coarse: boolean } | null {
  if (line.length > MAX_LINE) return null;
  for (const { pattern, groups, coarse = false } of frames) {
    const match = pattern.exec(line);
    if (!match) continue;
    const [name, suite = 0, message = 0] = groups;
    const test = {
      ...(suite === 0 ? {} : { suite: match[suite] }),
      name: match[name]?.trim() ?? "",
      ...(message === 0 || match[message] === undefined ? {} : { message: match[message] }),
    };
    return { test, coarse };
  }
  return null;
}
