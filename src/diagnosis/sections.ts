import { failedTestOf } from "../logs/reports/from-log.js";

const heads =
  /^(?:=+ FAILURES =+|_{3,} .{1,200} _{3,}|FAIL: |ERROR: test\w* \(|Failures:|There (?:was|were) \d+ (?:failure|error)s?:|\s{0,4}\d+ failing|---- \S{1,200} stdout ----|failures:|\s{0,6}[✕✗✘×] (?!Failed to (?:download|fetch|build|resolve|prepare)|No solution found)|\s{0,4}\d{1,4}\) \S)/;
/** uv marks what it gave up on as some test runners mark a failed test. */
const uv = /^\s{0,6}× (?:Failed to (?:download|fetch|build|resolve|prepare)|No solution found)/;
const ends =
  /^(?:=+ .{0,100}(?:passed|failed|short test summary).{0,100}|FAILURES!|Ran \d+ tests?|Tests: |Test Suites: |test result: |Tests run: |Finished in |\d+ examples?, |##\[|travis_|The command )/;

/** A line with which the output of a failing test begins. */
export const failureStart = (line: string): boolean =>
  heads.test(line) || (!uv.test(line) && failedTestOf(line) !== null);

/** A line with which the report of failing tests ends. */
export const failureEnd = (line: string): boolean => ends.test(line);
