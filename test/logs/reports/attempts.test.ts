import { describe, expect, it } from "@jest/globals";
import { parseReport } from "../../../src/logs/reports/index.js";
import { events } from "./samples.js";

const go = (action: string, test?: string, output?: string) => ({
  Action: action,
  Package: "p",
  ...(test === undefined ? {} : { Test: test }),
  ...(output === undefined ? {} : { Output: output }),
});
const goRun = (end: "pass" | "fail") => [
  go("start"),
  go("run", "x"),
  go("output", "x", "    t.go:3: no\n"),
  go(end, "x"),
  go(end),
];
const playwright = (status: string, ...attempts: readonly object[]) =>
  JSON.stringify({
    config: {},
    suites: [
      {
        title: "a",
        specs: [{ title: "x", tests: [{ status, expectedStatus: "passed", results: attempts }] }],
      },
    ],
  });
const web = (head: string) =>
  `<testsuite name="s" ${head}><testcase classname="c" name="x"><failure message="no"/></testcase><testcase classname="c" name="x"/></testsuite>`;

describe("a test that passed when it was tried again is flaky, and passed", () => {
  it.each<[string, string]>([
    [
      "Surefire",
      '<testsuite tests="1" failures="0"><testcase name="x"><flakyFailure message="no"/></testcase></testsuite>',
    ],
    [
      "Surefire, whose head has the attempt among its failures",
      '<testsuites failures="1"><testsuite tests="1" failures="1"><testcase name="x"><flakyFailure message="no"/></testcase></testsuite></testsuites>',
    ],
    ["a head that counts neither the attempt nor its failure", web('tests="1" failures="0" errors="0"')],
    [
      "Playwright",
      playwright(
        "flaky",
        { status: "failed", errors: [{ message: "no" }] },
        { status: "passed", errors: [] },
      ),
    ],
    [
      "Jest",
      JSON.stringify({
        numTotalTests: 1,
        success: true,
        testResults: [
          {
            name: "/a",
            status: "passed",
            assertionResults: [
              { title: "x", status: "passed", invocations: 2, retryReasons: ["no"], failureMessages: [] },
            ],
          },
        ],
      }),
    ],
    [
      "Mocha",
      JSON.stringify({
        stats: { tests: 1, passes: 1, failures: 0 },
        tests: [{ title: "x", fullTitle: "x" }],
        pending: [],
        failures: [],
        passes: [{ title: "x", fullTitle: "x", currentRetry: 1 }],
      }),
    ],
    [
      "CTRF",
      JSON.stringify({
        reportFormat: "CTRF",
        results: {
          tests: [
            {
              name: "x",
              status: "passed",
              flaky: true,
              retries: 1,
              retryAttempts: [{ attempt: 1, status: "failed", message: "no" }],
            },
          ],
        },
      }),
    ],
    [
      "TestNG",
      '<testng-results><suite><test><class name="C"><test-method name="x" status="SKIP" retried="true"><exception><message>no</message></exception></test-method><test-method name="x" status="PASS"/></class></test></suite></testng-results>',
    ],
    ["a package of Go that ran again", events(...goRun("fail"), ...goRun("pass"))],
    [
      "nextest",
      events(
        { type: "suite", event: "started", test_count: 1 },
        { type: "test", event: "started", name: "c$x" },
        { type: "test", event: "ok", name: "c$x#2" },
        { type: "suite", event: "ok", failed: 0 },
      ),
    ],
    [
      "Dart",
      events(
        { type: "testStart", test: { id: 1, name: "x", suiteID: 0 } },
        { type: "error", testID: 1, error: "no", isFailure: true },
        { type: "testDone", testID: 1, result: "success", hidden: false, skipped: false },
        { type: "done", success: true },
      ),
    ],
    [
      "pytest-rerunfailures",
      JSON.stringify({
        exitcode: 0,
        summary: {},
        tests: [
          { nodeid: "t.py::x", outcome: "rerun", call: { outcome: "failed", crash: { message: "no" } } },
          { nodeid: "t.py::x", outcome: "passed" },
        ],
      }),
    ],
  ])("%s", (_, content) => {
    const report = parseReport(content);
    expect(report).toMatchObject({ tests: 1, passed: 1, failed: 0, errors: 0, flaky: 1, failures: [] });
    const attempts = report.flaky_tests[0]?.attempts?.map(({ outcome }) => outcome);
    expect([report.flaky_tests[0]?.name, attempts]).toEqual(["x", ["failed", "passed"]]);
  });
});

describe("a test that failed whenever it was tried failed once", () => {
  it.each<[string, string]>([
    [
      "Surefire",
      '<testsuite><testcase name="x"><failure message="no"/><rerunFailure message="no"/></testcase></testsuite>',
    ],
    [
      "only reruns",
      '<testsuite><testcase name="x"><rerunFailure message="no"/><rerunFailure message="no"/></testcase></testsuite>',
    ],
    ["Playwright", playwright("unexpected", { status: "failed" }, { status: "timedOut" })],
    ["a package of Go that ran again", events(...goRun("fail"), ...goRun("fail"))],
    [
      "nextest",
      events(
        { type: "suite", event: "started", test_count: 1 },
        { type: "test", event: "failed", name: "c$x#2" },
        { type: "suite", event: "failed", failed: 1 },
      ),
    ],
  ])("%s", (_, content) => {
    const report = parseReport(content);
    expect(report).toMatchObject({ tests: 1, passed: 0, failed: 1, flaky: 0 });
    expect(report.failures[0]?.attempts?.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
  });
});

describe("what passed under the name of a failure, and may be another test", () => {
  it("leaves the failure, and says so", () => {
    const report = parseReport(web('tests="2" failures="1"'));
    expect(report).toMatchObject({ tests: 2, passed: 1, failed: 1, flaky: 0 });
    expect(report.failures[0]?.attempts).toEqual([{ outcome: "failed" }, { outcome: "passed" }]);
    expect(report.warnings.join()).toMatch(/tried again, or two tests of one name/);
  });

  it("is no retry in the same run of a package of Go (`-count=2`)", () => {
    const report = parseReport(
      events(go("start"), go("run", "T"), go("fail", "T"), go("run", "T"), go("pass", "T"), go("fail")),
    );
    expect(report).toMatchObject({ failed: 1, flaky: 0 });
  });
});
