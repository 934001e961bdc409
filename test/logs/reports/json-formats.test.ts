import { describe, expect, it } from "@jest/globals";
import { parseReport } from "../../../src/logs/reports/index.js";

const read = (document: object) => parseReport(JSON.stringify(document, null, 1));

describe("GoogleTest's JSON", () => {
  const suite = (name: string, ...testsuite: object[]) => ({
    name,
    tests: testsuite.length,
    time: "0.5s",
    testsuite,
  });
  const test = (name: string, more: object = {}) => ({
    ...{ name, file: "a.cc", line: 3, status: "RUN", result: "COMPLETED", time: "0s", classname: "A" },
    ...more,
  });
  const failed = {
    failures: [{ failure: "a.cc:9\nExpected: 1\n  Actual: 2", type: "" }, { failure: "a.cc:12\nmore" }],
  };

  it("tells each outcome", () => {
    const report = read({
      ...{ tests: 4, failures: 1, disabled: 1, errors: 0, time: "1.25s", name: "AllTests" },
      testsuites: [
        suite("A", test("Sums"), test("Adds", failed)),
        suite(
          "B",
          test("Waits", { result: "SKIPPED" }),
          test("DISABLED_Old", { status: "NOTRUN", result: "SUPPRESSED" }),
        ),
      ],
    });
    expect(report).toMatchObject({
      ...{
        format: "google-test",
        tests: 4,
        passed: 1,
        failed: 1,
        skipped: 2,
        not_run: 1,
        suites: 2,
        duration_s: 1.25,
      },
      failures: [
        {
          suite: "A",
          name: "Adds",
          file: "a.cc",
          line: 9,
          message: expect.stringContaining("a.cc:12\nmore"),
        },
      ],
      warnings: [],
    });
  });

  it("is red for a failure outside of its tests", () => {
    const report = read({
      ...{ tests: 2, failures: 1, disabled: 0, errors: 0 },
      testsuites: [suite("A", test("Sums")), suite("NonTestSuiteFailure", test("", failed))],
    });
    expect(report).toMatchObject({ passed: 1, failed: 1, failures: [{ name: "NonTestSuiteFailure" }] });
  });

  it("is red where only its head is, and known without tests", () => {
    const head = { tests: 1, failures: 2, disabled: 0, errors: 0 };
    expect(read({ ...head, testsuites: [suite("A", test("Sums"))] })).toMatchObject({ passed: 1, failed: 2 });
    expect(read({ ...head, tests: 0, failures: 0, testsuites: [] })).toMatchObject({
      format: "google-test",
      tests: 0,
    });
  });
});

describe("Robot Framework's JSON", () => {
  const test = (name: string, status: string, message?: string) => ({
    ...{
      name,
      status,
      lineno: 4,
      elapsed_time: 0.5,
      body: [],
      ...(message === undefined ? {} : { message }),
    },
  });
  const robot = (suite: object, fail = 0) => ({
    ...{ generator: "Robot 7.1 (Python 3.12 on linux)", generated: "2026-02-03T10:00:00", rpa: false },
    suite: { name: "Shop", id: "s1", source: "/w/shop", elapsed_time: 2.5, ...suite },
    statistics: { total: { pass: 1, fail, skip: 0, label: "All Tests" } },
    errors: [],
  });

  it("tells each outcome, with its path", () => {
    const inner = { name: "Till", source: "/w/shop/till.robot", elapsed_time: 1, status: "FAIL" };
    const report = read(
      robot(
        {
          status: "FAIL",
          suites: [
            {
              ...inner,
              suites: [{ name: "Coins", elapsed_time: 1, tests: [test("Counts", "FAIL", "1 != 2")] }],
            },
          ],
          tests: [test("Opens", "PASS"), test("Closes", "SKIP", "later"), test("Locks", "FAIL", "no key")],
        },
        2,
      ),
    );
    expect(report).toMatchObject({
      ...{
        format: "robot-json",
        tests: 4,
        passed: 1,
        failed: 2,
        skipped: 1,
        errors: 0,
        suites: 2,
        duration_s: 2.5,
      },
      failures: [
        { suite: "Shop.Till.Coins", name: "Counts", message: "1 != 2", file: "/w/shop/till.robot", line: 4 },
        { suite: "Shop", name: "Locks", message: "no key", file: "/w/shop" },
      ],
      warnings: [],
    });
  });

  it.each([
    [
      "of the root",
      { status: "FAIL", message: "Suite teardown failed:\nno door", tests: [test("Opens", "PASS")] },
    ],
    [
      "of an inner suite",
      {
        status: "FAIL",
        suites: [
          {
            name: "Till",
            elapsed_time: 1,
            status: "FAIL",
            message: "Suite teardown failed:\nno door",
            tests: [test("Opens", "PASS")],
          },
        ],
      },
    ],
  ])("is red for a tear-down that failed: %s", (_, suite) =>
    expect(read(robot(suite))).toMatchObject({ passed: 1, errors: 1 }),
  );
});
