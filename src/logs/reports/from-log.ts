import { plain } from "../../core/text.js";

/** A failing test that a log names. */
export interface LogTest {
  framework: string;
  name: string;
  /** 1-based line of the log. */
  line: number;
}

interface Frame {
  framework: string;
  /** Group 1 is the test's name. */
  pattern: RegExp;
}

/** What each runner prints for a failing test, on one line, anchored so that prose does not match. */
const FRAMES: readonly Frame[] = [
  {
    framework: "pytest",
    pattern: /^(?:FAILED|ERROR) ([\w./\\-]+\.py(?:::\S+(?: [^-\s]\S*)*)?)/,
  },
  { framework: "pytest", pattern: /^([\w./-]+\.py::\S+) (?:FAILED|ERROR)\b/ },
  { framework: "unittest", pattern: /^(?:FAIL|ERROR): (\w+ \([\w.]+\))/ },
  {
    framework: "jest",
    pattern: /^\s*● ((?!Console|Cannot log after|Test suite failed)\S.* › .+)$/,
  },
  { framework: "jest", pattern: /^FAIL (?:\S+ )?(\S+\.(?:[cm]?[jt]sx?|vue))(?: \(.+\))?$/ },
  { framework: "mocha", pattern: /^\s{2,20}[✗✖✕×] (\S.*?)(?: \(\d+(?:\.\d+)? ?m?s\))?$/ },
  { framework: "go", pattern: /^\s*--- FAIL: (\S+) \(\d/ },
  { framework: "cargo", pattern: /^test (\S+) \.\.\. FAILED$/ },
  {
    framework: "nextest",
    pattern: /^\s+(?:FAIL|TIMEOUT|SIGABRT|SIGSEGV) \[ *[\d.]+s\] (\S+ \S+)$/,
  },
  { framework: "rspec", pattern: /^rspec (\S+:\d+|\S+\[[\d:,]+\]) # / },
  {
    framework: "surefire",
    pattern: /^(?:\[ERROR\] )?\s*(\w+\([\w.$]+\))\s+(?:Time elapsed|<<<)/,
  },
  {
    framework: "surefire",
    pattern:
      /^(?:\[ERROR\] )?\s*([\w.$]+(?:\[[^\]]*\])?)\s+(?:-- )?Time elapsed: \S+ s(?:ec)?\s+<<< (?:FAILURE|ERROR)!/,
  },
  { framework: "gradle", pattern: /^(\S+ > \S.*) FAILED$/ },
  { framework: "gtest", pattern: /^\[ {2}FAILED {2}\] ([\w/]+\.[\w/]+)/ },
  { framework: "phpunit", pattern: /^\d+\) ([\w\\]+::\w+(?: with data set \S+)?)/ },
  {
    framework: "ctest",
    pattern:
      /^\s*\d+ - (\S+) \((?:Failed|Timeout|SEGFAULT|Not Run|Child aborted|Subprocess aborted|ILLEGAL)\)/,
  },
  {
    framework: "ctest",
    pattern: /^\s*\d+\/\d+ Test\s+#\d+: (\S+) \.{2,200}\*\*\*/,
  },
  { framework: "tap", pattern: /^\s*not ok \d+(?: -)? (\S(?:(?! # (?:skip|todo)\b).)*)$/i },
  {
    framework: "xunit",
    pattern: /^\s*(?:\[xUnit\.net [\d:.]+\]\s+)?([\w.+`]+(?:\([^)]*\))?) \[FAIL\]$/,
  },
  {
    framework: "dotnet",
    pattern: /^\s+Failed ([\w.+`]+(?:\([^)]*\))?) \[[\d<][^\]]*\]$/,
  },
  { framework: "bazel", pattern: /^FAIL: (\/\/\S+) \(see / },
  { framework: "bazel", pattern: /^(\/\/\S+)\s+(?:FAILED|TIMEOUT) in / },
];

/** What CI systems put in front of every line: GitHub's timestamps, npm's and docker's prefixes stay the line's own. */
const STAMP = /^(?:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z? )?(?:##\[error\] ?)?/;
/** Longer lines are data, not a runner's verdict. */
const MAX_LINE = 2_000;
const MAX_TESTS = 1_000;

/** Failing tests named in a log, each once, in the order in which they appear; at most 1,000. */
export function testsFromLog(lines: readonly string[]): LogTest[] {
  const found = new Map<string, LogTest>();
  for (const [index, raw] of lines.entries()) {
    if (raw.length > MAX_LINE || found.size >= MAX_TESTS) continue;
    const line = plain(raw).replace(STAMP, "").trimEnd();
    for (const { framework, pattern } of FRAMES) {
      const name = pattern.exec(line)?.[1]?.trim();
      if (!name) continue;
      if (!found.has(name)) found.set(name, { framework, name, line: index + 1 });
      break;
    }
  }
  return [...found.values()];
}
