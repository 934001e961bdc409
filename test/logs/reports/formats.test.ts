import { describe, expect, it } from "@jest/globals";
import { parseReport, type Report } from "../../../src/logs/reports/index.js";
import { ReportReader } from "../../../src/logs/reports/report-reader.js";
import { events, lines } from "./samples.js";

/** A report of each format: two tests, `sums` of which failed. */
const reports: readonly [format: string, content: string][] = [
  [
    "junit",
    '<testsuite name="cart"><testcase name="adds"/><testcase name="sums"><failure message="3 is not 4"/></testcase></testsuite>',
  ],
  [
    "nunit3",
    '<test-run><test-suite name="cart"><test-case name="adds" result="Passed"/><test-case name="sums" result="Failed"><failure><message>3 is not 4</message></failure></test-case></test-suite></test-run>',
  ],
  [
    "nunit2",
    '<test-results><test-suite name="cart"><results><test-case name="adds" executed="True" success="True"/><test-case name="sums" executed="True" success="False"><failure><message>3 is not 4</message></failure></test-case></results></test-suite></test-results>',
  ],
  [
    "xunit",
    '<assemblies><assembly><collection name="cart"><test name="adds" result="Pass"/><test name="sums" result="Fail"><failure><message>3 is not 4</message></failure></test></collection></assembly></assemblies>',
  ],
  [
    "trx",
    '<TestRun><Results><UnitTestResult testName="adds" outcome="Passed"/><UnitTestResult testId="1" testName="sums" outcome="Failed"><Output><ErrorInfo><Message>3 is not 4</Message></ErrorInfo></Output></UnitTestResult></Results><TestDefinitions><UnitTest id="1"><TestMethod className="cart"/></UnitTest></TestDefinitions></TestRun>',
  ],
  [
    "testng",
    '<testng-results failed="1"><suite duration-ms="3"><test><class name="cart"><test-method name="adds" status="PASS"/><test-method name="sums" status="FAIL"><exception class="E"><message>3 is not 4</message></exception></test-method></class></test></suite></testng-results>',
  ],
  [
    "robot",
    '<robot><suite name="cart"><test name="adds"><kw><status status="FAIL">inner</status></kw><status status="PASS"/></test><test name="sums" line="9"><status status="FAIL">3 is not 4</status></test><status status="FAIL"/></suite></robot>',
  ],
  [
    "tap",
    lines(
      "TAP version 14",
      "1..2",
      "ok 1 - adds",
      "not ok 2 - sums",
      "  ---",
      "  message: 3 is not 4",
      "  ...",
    ),
  ],
  [
    "go-test",
    events(
      { Action: "run", Package: "cart", Test: "adds" },
      { Action: "pass", Package: "cart", Test: "adds" },
      { Action: "run", Package: "cart", Test: "sums" },
      { Action: "output", Package: "cart", Test: "sums", Output: "    cart_test.go:9: 3 is not 4\n" },
      { Action: "fail", Package: "cart", Test: "sums" },
      { Action: "fail", Package: "cart" },
    ),
  ],
  [
    "dart",
    events(
      { type: "suite", suite: { id: 0, path: "cart" } },
      ...[
        ["adds", "success"],
        ["sums", "failure"],
      ].flatMap(([name, result], testID) => [
        { type: "testStart", test: { id: testID, name, suiteID: 0, line: 9, url: "file:///cart.dart" } },
        ...(result === "failure" ? [{ type: "error", testID, error: "3 is not 4", isFailure: true }] : []),
        { type: "testDone", testID, result, hidden: false, skipped: false },
      ]),
      { type: "done", success: false },
    ),
  ],
  [
    "cargo",
    events(
      { type: "suite", event: "started", test_count: 2 },
      { type: "test", event: "ok", name: "cart$adds" },
      { type: "test", event: "failed", name: "cart$sums", stdout: "3 is not 4\npanicked at src/lib.rs:9:5" },
      { type: "suite", event: "failed", passed: 1, failed: 1 },
    ),
  ],
  [
    "mocha-stream",
    '["start",{"total":2}]\n["pass",{"title":"adds","fullTitle":"cart adds"}]\n["fail",{"title":"sums","fullTitle":"cart sums","err":"3 is not 4"}]\n["end",{"pending":0}]\n',
  ],
  [
    "mocha",
    JSON.stringify({
      stats: { tests: 2, passes: 1, failures: 1 },
      tests: [
        { title: "adds", fullTitle: "cart adds" },
        { title: "sums", fullTitle: "cart sums" },
      ],
      pending: [],
      failures: [{ title: "sums", fullTitle: "cart sums", err: { message: "3 is not 4" } }],
      passes: [{ title: "adds", fullTitle: "cart adds" }],
    }),
  ],
  [
    "mochawesome",
    JSON.stringify({
      stats: { failures: 1 },
      results: [
        {
          suites: [
            {
              tests: [
                { title: "adds", fullTitle: "cart adds", pass: true },
                { title: "sums", fullTitle: "cart sums", fail: true, err: { message: "3 is not 4" } },
              ],
              suites: [],
            },
          ],
          tests: [],
        },
      ],
    }),
  ],
  [
    "jest",
    JSON.stringify({
      numFailedTests: 1,
      numTotalTests: 2,
      success: false,
      testResults: [
        {
          name: "/a.ts",
          status: "failed",
          assertionResults: [
            { ancestorTitles: ["cart"], title: "adds", status: "passed" },
            {
              ancestorTitles: ["cart"],
              title: "sums",
              status: "failed",
              failureMessages: ["\u001b[31m3 is not 4\u001b[39m"],
            },
          ],
        },
      ],
    }),
  ],
  [
    "playwright",
    JSON.stringify({
      config: {},
      suites: [
        {
          title: "cart",
          specs: [
            {
              title: "adds",
              tests: [{ status: "expected", expectedStatus: "passed", results: [{ status: "passed" }] }],
            },
            {
              title: "sums",
              tests: [
                {
                  status: "unexpected",
                  expectedStatus: "passed",
                  results: [{ status: "failed", errors: [{ message: "3 is not 4" }] }],
                },
              ],
            },
          ],
        },
      ],
      errors: [],
    }),
  ],
  [
    "ctrf",
    JSON.stringify({
      reportFormat: "CTRF",
      results: {
        summary: { tests: 2, failed: 1 },
        tests: [
          { name: "adds", suite: "cart", status: "passed", duration: 1 },
          { name: "sums", suite: ["cart"], status: "failed", message: "3 is not 4", duration: 2 },
        ],
      },
    }),
  ],
  [
    "cucumber",
    JSON.stringify([
      {
        uri: "cart.feature",
        name: "cart",
        elements: [
          { type: "background", steps: [{ result: { status: "passed" } }] },
          { type: "scenario", name: "adds", steps: [{ result: { status: "passed" } }] },
          {
            type: "scenario",
            name: "sums",
            line: 9,
            steps: [
              { result: { status: "failed", error_message: "3 is not 4" } },
              { result: { status: "skipped" } },
            ],
          },
        ],
      },
    ]),
  ],
  [
    "pytest-json",
    JSON.stringify({
      exitcode: 1,
      summary: { failed: 1, passed: 1 },
      tests: [
        { nodeid: "cart::adds", outcome: "passed" },
        {
          nodeid: "cart::sums",
          outcome: "failed",
          call: { outcome: "failed", crash: { message: "3 is not 4", lineno: 9 } },
        },
      ],
    }),
  ],
  [
    "rspec",
    JSON.stringify({
      examples: [
        { description: "adds", full_description: "cart adds", status: "passed" },
        {
          description: "sums",
          full_description: "cart sums",
          status: "failed",
          exception: { message: "3 is not 4" },
          file_path: "./a.rb",
          line_number: 9,
        },
      ],
      summary: { failure_count: 1 },
      summary_line: "2 examples",
    }),
  ],
  [
    "karma",
    JSON.stringify({
      browsers: {},
      result: {
        7: [
          { description: "adds", suite: ["cart"], success: true },
          { description: "sums", suite: ["cart"], success: false, log: ["3 is not 4"] },
        ],
      },
      summary: { failed: 1, disconnected: false },
    }),
  ],
  [
    "karma",
    JSON.stringify({
      summary: { failed: 1, disconnected: false },
      browsers: [
        {
          browser: {},
          errors: [],
          results: [
            { description: "adds", suite: ["cart"], success: true },
            { description: "sums", suite: ["cart"], success: false, log: ["3 is not 4"] },
          ],
        },
      ],
    }),
  ],
];

describe("a format is told by its content", () => {
  it.each(reports)("%s", (format, content) => {
    const report = parseReport(content, "no-name");
    expect(report).toMatchObject({ format, tests: 2, passed: 1, failed: 1, errors: 0, warnings: [] });
    expect(report.failures).toEqual([expect.objectContaining({ name: "sums" })]);
    expect(report.failures[0]?.message).toContain("3 is not 4");
    if (format !== "tap") expect(report.failures[0]?.suite).toContain("cart");
  });

  it.each(reports)("%s, in pieces of one character, of seven, and behind a log", (_, content) => {
    const whole = parseReport(content);
    expect(inPieces(content, 1)).toEqual(whole);
    expect(inPieces(content, 7)).toEqual(whole);
    const after = parseReport(`[INFO] Scanning for projects...\n{"level":"info"}\n${content}`);
    expect({ ...after, warnings: [] }).toEqual(whole);
  });

  it.each([
    ["an HTML page", "<!DOCTYPE html>\n<html><body><br></body></html>"],
    ["a Gradle page of test results", "<html><head><title>Test results</title></head></html>"],
    ["SARIF", '{"version":"2.1.0","runs":[{"results":[]}]}'],
    ["package.json", JSON.stringify({ name: "a", scripts: { test: "jest" } }, null, 2)],
    ["a list of numbers", "[1,2]"],
    ["what `go test` prints for people", "ok  \tex.com/a\t0.1s\nFAIL\tex.com/b\t0.2s\nFAIL\n"],
    [
      "messages of cargo without a test",
      events({ reason: "compiler-artifact" }, { reason: "build-finished", success: true }),
    ],
    ["a log", "Running tests\n42 passed\nok\n"],
  ])("refuses %s", (_, content) =>
    expect(() => parseReport(content)).toThrow(expect.objectContaining({ code: "HEAL_REPORT_INVALID" })),
  );
});

function inPieces(content: string, size: number): Report {
  const reader = new ReportReader("report");
  for (let at = 0; at < content.length; at += size) reader.write(content.slice(at, at + size));
  return reader.end();
}

describe("what a failure of JUnit XML says", () => {
  const messageOf = (inner: string): string | undefined =>
    parseReport(`<testsuite><testcase name="a">${inner}</testcase></testsuite>`).failures[0]?.message;

  it.each([
    ["the message", '<failure message="3 is not 4">stack</failure>', "3 is not 4"],
    [
      "the text where the message says nothing",
      '<failure message="failure">3 is not 4</failure>',
      "3 is not 4",
    ],
    ["that it failed, where nothing says more", '<failure message="Test failed"/>', "Test failed"],
    [
      "what each assertion says",
      '<failure message="a"/><failure message="b"/><failure message="a"/>',
      "a\nb",
    ],
    ["an error before failures", '<failure message="a"/><error message="b"/>', "b"],
  ])("is %s", (_, inner, message) => expect(messageOf(inner)).toBe(message));
});
