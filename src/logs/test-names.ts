import { failedTestOf, type FailedTest } from "./reports/from-log.js";

/** Further runners' words for a failing test, on one line; groups: name, then suite where there is one. */
const frames: readonly (readonly [pattern: RegExp, name: number, suite?: number])[] = [
  // package:test and Flutter, compact reporter: `00:04 +9 -1: path/home_test.dart: Home shows balance [E]`
  [/^\d{2,3}:\d{2} \+\d{1,6}(?: ~\d{1,6})? -\d{1,6}: (?:(\S{1,300}\.dart): )?(.{1,300}) \[E\]$/, 2, 1],
  // Its GitHub reporter
  [/^❌ (?:(\S{1,300}\.dart): )?(.{1,300}) \(failed\)$/, 2, 1],
  // XCTest, and Swift Testing
  [/^Test Case '-\[([\w.]{1,200}) (\w{1,200})\]' failed \(/, 2, 1],
  // The same where there is no Objective-C (swift-corelibs-xctest)
  [/^Test Case '([\w.]{1,200})\.(\w{1,200})' failed \(/, 2, 1],
  [/^\S{1,300}\.swift:\d{1,6}: error: ([\w.]{1,200})\.(\w{1,200}) : /, 2, 1],
  [/^\S{1,300}\.swift:\d{1,6}: error: -\[([\w.]{1,200}) (\w{1,200})\] : /, 2, 1],
  [/^✘ Test "?([^"]{1,200}?)"?(?:\(\))? (?:failed after|recorded an issue at)/, 1],
  // ExUnit
  [/^ {2}\d{1,4}\) (?:test|property|doctest) (.{1,300}) \(([\w.]{1,200})\)$/, 1, 2],
  // Minitest
  [/^(?:Failure:\s?)?([A-Z][\w:]{1,200})#(test_.{1,200}?) \[\S{1,300}:\d{1,6}\]:?$/, 2, 1],
  // Perl's Test::More
  [/^#\s{2,4}Failed test '(.{1,300})'$/, 1],
  // testthat
  [
    /^\s{0,4}(?:── |\d{1,4}\. )?(?:Failure|Error) \('?([\w./-]{1,200}\.[rR])(?::\d{1,6}){0,2}'?\): (.{1,300}?)(?: ─{1,200})?$/,
    2,
    1,
  ],
  // Karma
  [/^(?:Chrome|Firefox|Safari|Edge)\S{0,40} [\w. ()]{0,80}\) (.{1,300}) FAILED$/, 1],
  // clojure.test, Cucumber, Robot Framework, Pest, Deno
  [/^FAIL in \(([\w.*+!?<>=-]{1,200})\) \(\S{1,200}:\d{1,6}\)$/, 1],
  [/^cucumber (?:-p \S{1,40} )?(\S{1,300}\.feature:\d{1,6}) # (?:Scenario(?: Outline)?: )?(.{1,300})$/, 2, 1],
  [/^([^|]{1,200}?)\s{1,80}\| FAIL \|$/, 1],
  [/^\s{0,3}FAILED\s{1,4}([\w\\]{1,200}) > (.{1,300}?)\s{0,80}$/, 2, 1],
  [/^(.{1,200}) \.{3} FAILED \(\d{1,6}m?s\)$/, 1],
  // Pester; EUnit; Behave; Forge; dbt; Julia
  [/^\s{1,40}\[-\] (\S.{0,300}?) \d{1,8}(?:\.\d{1,4})?m?s(?: \(.{1,60}\))?$/, 1],
  [/^\s{0,6}(\w{1,100}): (\w{1,200}_test_?)(?:\/\d)?\.\.\.(?:\[.{1,40}\] )?\*failed\*$/, 2, 1],
  [/^ {2}(\S{1,200}\.feature:\d{1,6}) {1,4}(\S.{0,300})$/, 2, 1],
  [/^\[FAIL(?:[:.].{0,300})?\] (\w{1,200})\(/, 1],
  [/^\s{0,4}(?:Failure|Error) in test (\w{1,200}) \(\S{1,200}\)$/, 1],
  [/^(\S.{0,200}): (?:Test Failed|Error During Test) at \S{1,300}:\d{1,6}$/, 1],
  // node:test's list behind a run
  [/^✖ (\S.{0,300}?) \(\d{1,9}(?:\.\d{1,9})?ms\)$/, 1],
  // Mocha's mark of a failed test in the course of the run, under its suites
  [/^\s{4,24}\d{1,4}\) (\S.{0,300})$/, 1],
  // Surefire's list of a class's runs
  [/^\[(?:ERROR|WARNING)\] ([\w.$]{1,300})\.(\w{1,200})$/, 2, 1],
];

const MAX_LINE = 1_000;
const MOST = 50;

/** The failing test that a cleaned line names, if it does. */
export function namedTest(line: string): FailedTest | null {
  if (line.length > MAX_LINE) return null;
  for (const [pattern, name, suite] of frames) {
    const match = pattern.exec(line);
    if (!match) continue;
    const of = suite === undefined ? undefined : match[suite];
    return { ...(of === undefined ? {} : { suite: of }), name: match[name]?.trim() ?? "" };
  }
  return failedTestOf(line);
}

/** The same of many lines in their order, each once. */
export function namedTests(lines: Iterable<string>): FailedTest[] {
  const found = new Map<string, FailedTest>();
  for (const line of lines) {
    const test = line === "" ? null : namedTest(line);
    if (test && found.size < MOST) found.set(`${test.suite ?? ""}\0${test.name}`, test);
  }
  return [...found.values()];
}
