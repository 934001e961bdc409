import { describe, expect, it } from "@jest/globals";
import { parseReport } from "../../../src/logs/reports/index.js";
import { events, lines } from "./samples.js";

/** Counts as people say them: `2 passed, 1 error`. */
function counts(content: string): string {
  const { passed, failed, errors, skipped, flaky, not_run, expected_failures } = parseReport(content);
  const said = { passed, failed, errors, skipped, flaky, not_run, expected: expected_failures };
  return Object.entries(said)
    .filter(([, count]) => count > 0)
    .map(([key, count]) => `${count} ${key}`)
    .join(", ");
}

const names = (content: string): string[] => parseReport(content).failures.map(({ name }) => name);

const go = (action: string, test?: string, more: object = {}) => ({
  Action: action,
  Package: "ex.com/q",
  ...(test === undefined ? {} : { Test: test }),
  ...more,
});
const dart = [
  { type: "start", protocolVersion: "0.1.1", time: 0 },
  { type: "suite", suite: { id: 0, path: "test/a_test.dart" }, time: 0 },
  { type: "testStart", test: { id: 1, name: "loading test/a_test.dart", suiteID: 0 }, time: 1 },
];
const jestFile = (file: object) => JSON.stringify({ numTotalTests: 0, success: false, testResults: [file] });

describe("an error outside of a test is a failure", () => {
  it.each<[string, string, string, string]>([
    [
      "a JUnit suite that has an error beside its tests",
      '<testsuite name="s"><error message="beforeAll"/><testcase name="a"/></testsuite>',
      "1 passed, 1 errors",
      "s",
    ],
    [
      "a JUnit failure in the root",
      '<testsuites name="all"><failure message="x"/><testsuite name="s"><testcase name="a"/></testsuite></testsuites>',
      "1 passed, 1 failed",
      "suite",
    ],
    [
      "errors that only a JUnit head has",
      '<testsuite name="s" tests="1" errors="2"><testcase name="a"/></testsuite>',
      "1 passed, 2 errors",
      "s",
    ],
    [
      "a failure that only the outermost head has",
      '<testsuites tests="1" failures="1"><testsuite name="s" tests="1"><testcase name="a"/></testsuite></testsuites>',
      "1 passed, 1 failed",
      "suite",
    ],
    [
      "failing tests that a JUnit head has and the file does not",
      '<testsuite name="s" tests="3" failures="2"><testcase name="a"><failure/></testcase></testsuite>',
      "2 failed",
      "a",
    ],
    [
      "a JUnit case whose state is written as an attribute",
      '<testsuite><testcase name="a" status="failed"/><testcase name="b" status="passed"/></testsuite>',
      "1 passed, 1 failed",
      "a",
    ],
    [
      "a failed set-up of NUnit 3, which fails its tests and counts once",
      '<test-run result="Failed"><test-suite name="F" result="Failed" site="SetUp"><failure><message>no db</message></failure><test-case name="a" result="Failed" site="Parent"><failure><message>OneTimeSetUp: no db</message></failure></test-case></test-suite></test-run>',
      "1 failed",
      "a",
    ],
    [
      "a failed tear-down of NUnit 3 beside a failed test",
      '<test-run result="Failed"><test-suite name="F" result="Failed" site="TearDown"><failure><message>x</message></failure><test-case name="a" result="Failed"/><test-case name="b" result="Passed"/></test-suite></test-run>',
      "1 passed, 1 failed, 1 errors",
      "a",
    ],
    [
      "a failed suite of NUnit 2",
      '<test-results total="1" errors="0" failures="0"><test-suite name="F" success="False" result="Failure"><failure><message>TestFixtureTearDown</message></failure><results><test-case name="a" executed="True" success="True"/></results></test-suite></test-results>',
      "1 passed, 1 errors",
      "F",
    ],
    [
      "an xUnit clean-up error",
      '<assemblies><assembly name="A.dll" total="1" failed="0" errors="1"><errors><error type="assembly-cleanup" name="A"><failure><message>m</message></failure></error></errors><collection><test name="a" result="Pass"/></collection></assembly></assemblies>',
      "1 passed, 1 errors",
      "A",
    ],
    [
      "an xUnit error that only the head has",
      '<assembly name="A.dll" total="1" failed="0" errors="1"><collection><test name="a" result="Pass"/></collection></assembly>',
      "1 passed, 1 errors",
      "A.dll",
    ],
    [
      "a test host of .NET that crashed",
      '<TestRun><Results><UnitTestResult testName="a" outcome="Passed"/></Results><ResultSummary outcome="Failed"><Counters total="1" passed="1" failed="0"/><RunInfos><RunInfo outcome="Error"><Text>The active test run was aborted. Reason: Test host process crashed</Text></RunInfo></RunInfos></ResultSummary></TestRun>',
      "1 passed, 1 errors",
      "test run",
    ],
    [
      "a run of .NET that failed and does not say why",
      '<TestRun><Results><UnitTestResult testName="a" outcome="Passed"/></Results><ResultSummary outcome="Aborted"/></TestRun>',
      "1 passed, 1 errors",
      "test run",
    ],
    [
      "a test of .NET that was aborted, in a run without a summary",
      '<TestRun><Results><UnitTestResult testName="a" outcome="Passed"/><UnitTestResult testName="b" outcome="Aborted"/></Results></TestRun>',
      "1 passed, 1 errors",
      "b",
    ],
    [
      "a configuration method of TestNG",
      '<testng-results failed="0"><suite><test><class name="C"><test-method name="setUp" is-config="true" status="FAIL"/><test-method name="a" status="SKIP"/></class></test></suite></testng-results>',
      "1 errors, 1 skipped",
      "setUp",
    ],
    [
      "a suite tear-down of Robot Framework",
      '<robot><suite name="S"><test name="a"><status status="PASS"/></test><status status="FAIL">Suite teardown failed:\nno door</status></suite></robot>',
      "1 passed, 1 errors",
      "S",
    ],
    [
      "a package of Go that cannot be built",
      events(
        {
          Action: "build-output",
          ImportPath: "ex.com/q [ex.com/q.test]",
          Output: "./q.go:3:2: undefined: x\n",
        },
        { Action: "build-fail", ImportPath: "ex.com/q [ex.com/q.test]" },
        go("start"),
        go("output", undefined, { Output: "FAIL\tex.com/q [build failed]\n" }),
        go("fail", undefined, { Elapsed: 0, FailedBuild: "ex.com/q [ex.com/q.test]" }),
      ),
      "1 errors",
      "ex.com/q [build failed]",
    ],
    [
      "a package of Go that cannot be built, told beside the events",
      `# ex.com/r [ex.com/r.test]\n./r.go:3:2: undefined: y\n${events(go("run", "TestA"), go("pass", "TestA"), go("pass"))}FAIL\tex.com/r [build failed]\n`,
      "1 passed, 1 errors",
      "ex.com/r [build failed]",
    ],
    [
      "a Dart file that cannot be loaded",
      events(
        ...dart,
        { type: "error", testID: 1, error: "Failed to load", isFailure: false, time: 2 },
        { type: "testDone", testID: 1, result: "error", hidden: true, skipped: false, time: 3 },
        { type: "done", success: false, time: 4 },
      ),
      "1 errors",
      "loading test/a_test.dart",
    ],
    [
      "a Dart run that says it failed",
      events(
        ...dart,
        { type: "testDone", testID: 1, result: "success", hidden: true },
        { type: "done", success: false },
      ),
      "1 errors",
      "test run",
    ],
    [
      "a Jest file that cannot be run",
      jestFile({ name: "/a.test.ts", status: "failed", message: "SyntaxError", assertionResults: [] }),
      "1 errors",
      "/a.test.ts",
    ],
    [
      "a Jest run that failed for something else",
      jestFile({
        name: "/a.test.ts",
        status: "passed",
        assertionResults: [{ title: "a", status: "passed" }],
      }),
      "1 passed, 1 errors",
      "test run",
    ],
    [
      "a Playwright run whose file cannot be loaded",
      JSON.stringify({
        config: {},
        suites: [],
        errors: [{ message: "SyntaxError", location: { file: "a.ts", line: 3 } }],
      }),
      "1 errors",
      "test run",
    ],
    [
      "a hook of Mocha",
      JSON.stringify({
        stats: { tests: 0, passes: 0, failures: 1 },
        tests: [],
        passes: [],
        pending: [],
        failures: [
          { title: '"before all" hook', fullTitle: 'cart "before all" hook', err: { message: "no db" } },
        ],
      }),
      "1 failed",
      '"before all" hook',
    ],
    [
      "a file that pytest cannot collect",
      JSON.stringify({
        exitcode: 2,
        summary: { total: 0 },
        collectors: [{ nodeid: "tests/test_a.py", outcome: "failed", longrepr: "ImportError" }],
        tests: [],
      }),
      "1 errors",
      "tests/test_a.py",
    ],
    [
      "an exit code of pytest",
      JSON.stringify({
        exitcode: 3,
        summary: { total: 1 },
        tests: [{ nodeid: "t.py::test_a", outcome: "passed" }],
      }),
      "1 passed, 1 errors",
      "pytest",
    ],
    [
      "an error outside of RSpec's examples",
      JSON.stringify({
        examples: [],
        messages: ["LoadError"],
        summary: { failure_count: 0, errors_outside_of_examples_count: 1 },
        summary_line: "0 examples",
      }),
      "1 errors",
      "rspec",
    ],
    [
      "a browser that Karma lost",
      JSON.stringify({
        browsers: { 1: { name: "Chrome", lastResult: { disconnected: true } } },
        result: { 1: [{ description: "a", suite: ["s"], success: true }] },
        summary: { success: 1, failed: 0, error: false, disconnected: true, exitCode: 1 },
      }),
      "1 passed, 1 errors",
      "Chrome",
    ],
    [
      "a cargo build",
      events(
        { reason: "compiler-message", message: { level: "error", rendered: "error[E0425]: x" } },
        { reason: "build-finished", success: false },
        { type: "suite", event: "started", test_count: 0 },
        { type: "suite", event: "ok", passed: 0, failed: 0 },
      ),
      "1 errors",
      "build",
    ],
    [
      "an undefined step of Cucumber",
      JSON.stringify([
        {
          uri: "a.feature",
          name: "F",
          elements: [
            {
              type: "scenario",
              name: "S",
              steps: [{ keyword: "Given ", name: "x", result: { status: "undefined" } }],
            },
          ],
        },
      ]),
      "1 errors",
      "S",
    ],
  ])("%s", (_, content, expected, name) => {
    expect(counts(content)).toBe(expected);
    expect(names(content)).toContain(name);
  });
});

describe("a run that ended early is red", () => {
  it.each<[string, string, string, string]>([
    ["TAP without its plan", lines("TAP version 14", "ok 1 - a"), "1 passed, 1 errors", "plan"],
    [
      "TAP with a plan that is too small",
      lines("1..1", "ok 1 - a", "ok 2 - b"),
      "2 passed, 1 errors",
      "plan",
    ],
    [
      "a subtest of TAP that ended early",
      lines("TAP version 14", "    1..3", "    ok 1 - a", "not ok 1 - s", "1..1"),
      "1 passed, 1 errors",
      "plan",
    ],
    [
      "TAP that bails out in a subtest",
      lines("TAP version 14", "    ok 1 - a", "    Bail out! disk full", "1..9"),
      "1 passed, 1 errors",
      "Bail out!",
    ],
    [
      "a Go test that has no end",
      events(go("start"), go("run", "TestA"), go("output", "TestA", { Output: "working\n" })),
      "1 errors",
      "TestA",
    ],
    [
      "a Go package that has no end",
      events(go("start"), go("run", "TestA"), go("pass", "TestA")),
      "1 passed, 1 errors",
      "ex.com/q",
    ],
    [
      "a Go test beside one that panicked, waiting for its turn",
      events(
        go("run", "TestA"),
        go("run", "TestB"),
        go("pause", "TestB"),
        go("output", "TestA", { Output: "panic: x\n" }),
        go("fail"),
      ),
      "1 errors, 1 skipped, 1 not_run",
      "TestA",
    ],
    [
      "a Dart test that has no end",
      events(...dart, { type: "testStart", test: { id: 2, name: "sums", suiteID: 0 } }),
      "2 errors",
      "sums",
    ],
    [
      "a Dart run that has no end",
      events(...dart, { type: "testDone", testID: 1, result: "success", hidden: true }),
      "1 errors",
      "test run",
    ],
    [
      "a Rust test whose process ended",
      events(
        { type: "suite", event: "started", test_count: 1 },
        { type: "test", event: "started", name: "a" },
      ),
      "1 errors",
      "a",
    ],
    [
      "Mocha's stream without its end",
      '["start",{"total":2}]\n["pass",{"title":"a","fullTitle":"s a"}]\n',
      "1 passed, 1 errors",
      "test run",
    ],
  ])("%s", (_, content, expected, name) => {
    expect(counts(content)).toBe(expected);
    expect(names(content)).toContain(name);
  });
});

describe("what is no failure", () => {
  it.each<[string, string, string]>([
    [
      "xfail of pytest",
      '<testsuite><testcase name="a"><skipped type="pytest.xfail"/></testcase></testsuite>',
      "1 skipped, 1 expected",
    ],
    [
      "an allowed failure, beside one that is not",
      '<testsuite tests="2" failures="1"><testcase name="a"><skipped message="!mayfail"/><failure/></testcase><testcase name="b"><failure/></testcase></testsuite>',
      "1 failed, 1 skipped, 1 expected",
    ],
    [
      "a TODO of node that fails, where no head counts it",
      '<testsuites><testcase name="a"><skipped type="todo" message="true"/><failure message="x"/></testcase></testsuites>',
      "1 skipped, 1 expected",
    ],
    [
      "a case that was not run",
      '<testsuite><testcase name="a" status="notrun"/></testsuite>',
      "1 skipped, 1 not_run",
    ],
    [
      "`test.fail()` of Playwright, and a test that was not reached",
      JSON.stringify({
        config: {},
        suites: [
          {
            title: "a.spec.ts",
            specs: [
              {
                title: "x",
                tests: [{ status: "expected", expectedStatus: "failed", results: [{ status: "failed" }] }],
              },
              { title: "y", tests: [{ status: "skipped", expectedStatus: "passed", results: [] }] },
              {
                title: "z",
                tests: [{ status: "skipped", expectedStatus: "skipped", results: [{ status: "skipped" }] }],
              },
            ],
          },
        ],
      }),
      "3 skipped, 1 not_run, 1 expected",
    ],
    [
      "TODO of TAP",
      lines("1..3", "not ok 1 - a # TODO later", "ok 2 - b # TODO done", "ok 3 # SKIP no db"),
      "1 passed, 2 skipped, 1 expected",
    ],
    [
      "a loaded Dart file",
      events(
        ...dart,
        { type: "testDone", testID: 1, result: "success", hidden: true },
        { type: "done", success: true },
      ),
      "",
    ],
    [
      "a Go test whose end was lost in a package that passed",
      events(go("run", "TestA"), go("output", "TestA", { Output: "half a line--- PASS: TestA" }), go("pass")),
      "1 passed",
    ],
    ["a Go package without tests", events(go("start"), go("skip")), ""],
  ])("%s", (_, content, expected) => expect(counts(content)).toBe(expected));
});
