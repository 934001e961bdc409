import { describe, expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";
import { failedStep } from "./support.js";

const step = (command: string, lines: readonly string[], exit: number | null = 1): string[] => [
  `##[group]Run ${command}`,
  command,
  "shell: /usr/bin/bash -e {0}",
  "##[endgroup]",
  ...lines,
  ...(exit === null ? [] : [`##[error]Process completed with exit code ${exit}.`]),
];
const job = (...steps: string[][]): string =>
  [...steps.flat(), "Post job cleanup.", "Cleaning up orphan processes", ""].join("\n");

describe("one place gives one answer", () => {
  const allowed = step("npx eslint .", ["  12:5  error  Unexpected console statement  no-console"]);
  const ended = step("docker push r.example/shop", [
    'Put "https://r.example/v2/": dial tcp 10.4.1.7:443: i/o timeout',
  ]);

  it("is the step that ended the job, not one that was allowed to fail before", () => {
    const text = job(allowed, step("npm test", ["Tests:  3 passed, 3 total"], null), ended);
    const answer = diagnoseLogs({ text });
    expect(answer).toMatchObject({ category: "network", failed: { command: "docker push r.example/shop" } });
    const line = answer.evidence[0]?.line ?? 0;
    expect(answer.evidence[0]?.text).toContain("i/o timeout");
    expect([answer.chunk!.start_line <= line, answer.chunk!.end_line >= line]).toEqual([true, true]);
  });

  it("is not what a step saves or tells after the failure", () => {
    const upload = step("./upload-report.sh", ["curl: (6) Could not resolve host: reports.example"]);
    expect(diagnoseLogs({ text: job(allowed, upload) })).toMatchObject({ category: "lint" });
  });

  it.each([
    [
      "a task that Ansible ignored",
      ['fatal: [a]: FAILED! => {"msg": "No space left on device"}', "...ignoring"],
    ],
    ["a download that was tried again", ["curl: (28) Operation timed out", "Retrying in 5 seconds", "done"]],
    [
      "a container's step that got through",
      ["#2 ERROR: failed to do request: TLS handshake timeout", "#2 DONE 4.8s"],
    ],
    [
      "a changed line",
      ["diff --git a/x b/x", "--- a/x", "+++ b/x", "@@ -1 +1 @@", '+raise Error("connection refused")'],
    ],
    [
      "what a passing test printed",
      ["PASS a.test.ts", "  console.error", "    connect ECONNREFUSED 127.0.0.1:80", "PASS b.test.ts"],
    ],
    [
      "a Go test that passed",
      ["=== RUN   TestX", "dial tcp 1.2.3.4:80: i/o timeout", "--- PASS: TestX (0.0s)"],
    ],
  ])("%s is no cause", (_name, lines) => {
    const { category, alternatives } = diagnoseLogs({ text: failedStep(...lines) });
    expect([category, ...alternatives.map((other) => other.category)]).toEqual(["unknown"]);
  });

  it("puts the reason before the tool that wraps it", () => {
    const answer = diagnoseLogs({
      text: failedStep(
        "error: could not write output to /w/a.o: No space left on device (os error 28)",
        "error: linking with `cc` failed: exit status: 1",
        'error: could not compile `engine-tests` (test "planner") due to 2 previous errors',
      ),
    });
    expect([answer.category, answer.evidence[0]?.line]).toEqual(["disk_full", 4]);
  });

  it.each([
    ["a warning above", "WARNING: running as root is not advised"],
    ["a summary below", "SUMMARY: (done in 117.76 seconds)"],
  ])("shows the likeliest part where no line names a cause, not %s", (_name, other) => {
    const lines = [
      other,
      ...Array.from({ length: 20 }, (_, i) => `step ${i} done`),
      "CMake Error at cmake/Modules/FindThing.cmake:12 (message):",
      "  Thing is not what it should be.",
      "Call Stack (most recent call first):",
      "  CMakeLists.txt:45 (include)",
      ...(other.startsWith("SUMMARY") ? [other] : []),
    ];
    const { category, evidence, chunk } = diagnoseLogs({ text: failedStep(...lines) });
    expect(category).toBe("unknown");
    expect(evidence[0]?.text).toMatch(/CMake|Thing/);
    expect(chunk!.start_line).toBeLessThanOrEqual(25);
    expect(chunk!.end_line).toBeGreaterThanOrEqual(25);
  });

  it.each([
    ["Vim", "function A[40]..B[3] line 1: Expected 'E475: Invalid argument: abcd' but got ''"],
    ["Chai", "AssertionError: expected 'connect ECONNREFUSED' to equal 'No space left on device'"],
    ["Jest", '    Expected: "No space left on device"'],
    ["NUnit", '  But was:  "Permission denied"'],
    ["testify", '            expected: "x509: certificate signed by unknown authority"'],
    ["JUnit", "org.opentest4j.AssertionFailedError: expected: <401 Unauthorized> but was: <200>"],
    ["pytest", "E       AssertionError: assert 'Permission denied' == 'No space left on device'"],
    ["Rust", '  left: "No space left on device"'],
  ])("does not take a text that a test compares for a failure: %s", (_tool, line) => {
    const { category, alternatives } = diagnoseLogs({ text: failedStep(line, "1 failing") });
    expect([category, ...alternatives.map((other) => other.category)]).toEqual(["test_failure"]);
  });

  it.each([
    ["libtest", "thread 'a' panicked at src/a.rs:3:5:", "test result: FAILED. 1 passed; 1 failed; 0 ignored"],
    ["CTest", "ERROR: a.cpp:12: value is 3, not 4", "50% tests passed, 1 tests failed out of 2"],
    ["node:test", "ERROR: a.js:3: value is 3, not 4", "# fail 1"],
  ])("shows what went wrong before %s counts it", (_runner, reason, count) => {
    const answer = diagnoseLogs({ text: failedStep("started", reason, "", count) });
    expect([answer.category, answer.evidence[0]?.text]).toEqual(["test_failure", reason]);
  });

  it("still reads what stands beside a compared text", () => {
    const line = "No space left on device: expected 'ok' but got ''";
    expect(diagnoseLogs({ text: failedStep(line) }).category).toBe("disk_full");
  });

  it("says that a log shows no failure", () => {
    expect(diagnoseLogs({ text: job(step("npm test", ["  1 flaky", "40 passed"], null)) })).toMatchObject({
      category: "unknown",
      confidence: 0,
      chunk: null,
      summary: "The log shows no failure.",
    });
  });

  it.each([
    [
      "the last that was heard of",
      ["npm ci", "npm run build", "npm run lint"],
      ["> shop@1 build", "src/a.ts(3,7): error TS2322: x"],
      "npm run build",
    ],
    [
      "not what only prepares",
      ["set -o pipefail", "xcodebuild build-for-testing"],
      ["a.swift:3:1: error: cannot find 'x' in scope"],
      "xcodebuild build-for-testing",
    ],
    [
      "the one that is traced last",
      ["./a.sh", "./b.sh", "./c.sh"],
      ["+ ./a.sh", "+ ./b.sh", "boom: fatal"],
      "./b.sh",
    ],
    [
      "a command of several lines",
      ["cd app", "docker build \\", "  -t x ."],
      ["ERROR: failed to solve: x"],
      "docker build -t x .",
    ],
  ])("of a script it is %s", (_name, script, lines, command) => {
    const text = [
      `##[group]Run ${script[0]}`,
      ...script,
      "shell: /usr/bin/bash -e {0}",
      "##[endgroup]",
      ...lines,
      "##[error]Process completed with exit code 1.",
      "",
    ].join("\n");
    expect(diagnoseLogs({ text }).failed.command).toBe(command);
  });

  it.each([
    ["Flutter", "00:04 +9 -1: /w/test/home_test.dart: Home shows balance [E]", "Home shows balance"],
    ["XCTest", "Test Case '-[AppTests.HomeTests testBalance]' failed (0.123 seconds).", "testBalance"],
    ["pytest in a container", "#9 4.20 FAILED tests/test_a.py::test_b - AssertionError: x", "test_b"],
    ["Jest in a workspace", "[@acme/web]:   ● cart › caps the voucher", "caps the voucher"],
  ])("names the test as %s does", (_name, line, test) => {
    expect(diagnoseLogs({ text: failedStep(line, "1 failed, 2 passed in 1.0s") }).failed.test).toBe(test);
  });
});
