import type { Paced } from "../logs/pace.js";

/** A failing test as its runner names it. */
export interface FailedTest {
  suite?: string;
  name: string;
  message?: string;
}

interface Naming {
  readonly pattern: RegExp;
  /** Groups: name, then suite, then message. */
  readonly groups: readonly [name: number, suite?: number, message?: number];
}

/** How test runners name a failing test in their text output; one line each. */
const namings: readonly Naming[] = [
  // pytest's short summary
  { pattern: /^(?:FAILED|ERROR) (\S{1,200}?)::(\S{1,300})(?: - (.{1,300}))?/, groups: [2, 1, 3] },
  // Surefire: `[ERROR] method(Class)  Time elapsed: 0.1 s  <<< FAILURE!`, old and new
  {
    pattern: /^(?:\[ERROR\] )?(\w{1,200})\(([\w.$]{1,300})\) {1,4}Time elapsed: .{1,40}<<< /,
    groups: [1, 2],
  },
  {
    pattern: /^(?:\[ERROR\] )?([\w.$]{1,300})\.(\w{1,200})(?:\(\))? (?:--|-) Time elapsed: .{1,40}<<< /,
    groups: [2, 1],
  },
  { pattern: /^(?:\[ERROR\] )? {2}(\w{1,100})\.(\w{1,200}):\d+ (.{1,300})/, groups: [2, 1, 3] },
  { pattern: /^ {2}(\w{1,200})\(([\w.$]{1,300})\)(?:: (.{1,300}))?/, groups: [1, 2, 3] },
  // Gradle
  { pattern: /^([\w.$]{1,200}) > (.{1,200}) FAILED$/, groups: [2, 1] },
  // Go
  { pattern: /^\s{0,12}--- FAIL: (\S{1,300})/, groups: [1] },
  // Jest and Vitest
  { pattern: /^ {2}● (.{1,200}) › (.{1,300})/, groups: [2, 1] },
  { pattern: /^ (?:FAIL|×) {1,2}(\S{1,200}) > (.{1,300})/, groups: [2, 1] },
  // RSpec
  { pattern: /^rspec (\.?\S{1,200}:\d+) # (.{1,300})/, groups: [2, 1] },
  // Rust
  { pattern: /^test (\S{1,300}) \.\.\. FAILED/, groups: [1] },
  // GoogleTest
  { pattern: /^\[ {2}FAILED {2}\] (\w{1,100})\.([\w/]{1,200})/, groups: [2, 1] },
  // unittest
  { pattern: /^(?:FAIL|ERROR): (\w{1,200}) \(([\w.]{1,300})\)/, groups: [1, 2] },
  // TAP
  { pattern: /^not ok \d+ (?:- )?(?!.{0,300}# (?:TODO|SKIP))(.{1,300})/i, groups: [1] },
  // PHPUnit
  { pattern: /^\d+\) ([\w\\]{1,200})::(\w{1,200})/, groups: [2, 1] },
  // CTest
  { pattern: /^\s{1,8}\d+ - (\S{1,200}) \((?:Failed|Timeout|SEGFAULT|Not Run|Child aborted)/, groups: [1] },
  // ScalaTest, sbt
  { pattern: /^(?:\[info\] )?- (.{1,300}) \*\*\* FAILED \*\*\*/, groups: [1] },
  // Mocha
  { pattern: /^ {2}\d{1,4}\) (.{1,300})$/, groups: [1] },
  // NUnit, xUnit
  { pattern: /^ {2}(?:Failed|X) ([\w.]{1,300})(?: \[.{1,20}\])?$/, groups: [1] },
];

const LIMIT = 50;

/** The failing tests that lines name, in order, each once; at most 50. */
export function* failedTestsIn(lines: readonly string[]): Paced<FailedTest[]> {
  const found = new Map<string, FailedTest>();
  for (const [i, line] of lines.entries()) {
    if (i % 1_000 === 999) yield;
    const test = namedBy(line);
    if (!test) continue;
    const key = `${test.suite ?? ""}\0${test.name}`;
    if (!found.has(key)) found.set(key, test);
    if (found.size >= LIMIT) break;
  }
  return [...found.values()];
}

/** The failing test that a cleaned line names, if it does. */
export function namedBy(line: string): FailedTest | null {
  for (const { pattern, groups } of namings) {
    const match = pattern.exec(line);
    if (!match) continue;
    const [name, suite, message] = groups;
    return {
      ...(suite === undefined ? {} : { suite: match[suite] }),
      name: match[name] ?? "",
      ...(message === undefined || match[message] === undefined ? {} : { message: match[message] }),
    };
  }
  return null;
}
