import { describe, expect, it } from "@jest/globals";
import { parseReport } from "../../../src/logs/reports/index.js";
import { events } from "./samples.js";

const head = [
  { meta: { protocolVersion: "24.0.0", implementation: { name: "cucumber-js" } } },
  {
    gherkinDocument: {
      uri: "a.feature",
      feature: {
        name: "Seats",
        children: [{ rule: { children: [{ scenario: { id: "n1", location: { line: 7 }, examples: [] } }] } }],
      },
    },
  },
  { hook: { id: "h1", name: "open the till" } },
  {
    pickle: {
      id: "p1",
      uri: "a.feature",
      name: "books",
      astNodeIds: ["n1"],
      steps: [{ id: "ps1", text: "a train" }],
    },
  },
  { testRunStarted: { timestamp: { seconds: 10, nanos: 0 } } },
  {
    testCase: {
      id: "c1",
      pickleId: "p1",
      testSteps: [
        { id: "t0", hookId: "h1" },
        { id: "t1", pickleStepId: "ps1" },
      ],
    },
  },
];
const started = (id: string, attempt = 0) => ({ testCaseStarted: { id, testCaseId: "c1", attempt } });
const step = (id: string, status: string, more: object = {}, testStepId = "t1") => ({
  testStepFinished: { testCaseStartedId: id, testStepId, testStepResult: { status, ...more } },
});
const finished = (id: string, willBeRetried = false) => ({
  testCaseFinished: { testCaseStartedId: id, willBeRetried },
});
const over = (success: boolean, more: object = {}) => ({
  testRunFinished: { success, timestamp: { seconds: 12, nanos: 500_000_000 }, ...more },
});

const attempt = (id: string, status: string, more: object = {}, retried = false) => [
  started(id),
  step(id, status, more),
  finished(id, retried),
];

describe("Cucumber's messages", () => {
  it("tell of a scenario, where it stands and how long the run took", () => {
    const report = parseReport(
      events(...head, ...attempt("s", "FAILED", { message: "no seat" }), over(false)),
    );
    expect(report).toMatchObject({
      format: "cucumber-messages",
      tests: 1,
      failed: 1,
      suites: 1,
      duration_s: 2.5,
    });
    expect(report.failures).toEqual([
      { suite: "Seats", name: "books", message: "no seat", file: "a.feature", line: 7 },
    ]);
  });

  it("count a scenario that passed when it was tried again once, as flaky", () => {
    const report = parseReport(
      events(
        ...head,
        ...attempt("s", "FAILED", { message: "stale" }, true),
        ...attempt("t", "PASSED"),
        over(true),
      ),
    );
    expect(report).toMatchObject({ tests: 1, passed: 1, flaky: 1, failed: 0 });
    expect(report.flaky_tests[0]?.attempts).toEqual([
      { outcome: "failed", message: "stale" },
      { outcome: "passed" },
    ]);
  });

  it.each([
    ["in the end of the scenario", {}, true],
    ["in the step, as older versions write it", { willBeRetried: true }, false],
  ])("count a scenario once that failed each time: said %s", (_, more, retried) => {
    const report = parseReport(
      events(
        ...head,
        ...attempt("s", "FAILED", { message: "one", ...more }, retried),
        ...attempt("t", "FAILED", { message: "two" }),
        over(false),
      ),
    );
    expect(report).toMatchObject({ tests: 1, failed: 1, failures: [{ message: "two" }] });
    expect(report.failures[0]?.attempts).toHaveLength(2);
  });

  it.each<[string, object[], string, string]>([
    [
      "a hook that failed",
      [started("s"), step("s", "FAILED", {}, "t0"), step("s", "SKIPPED"), finished("s"), over(false)],
      "1 failed",
      "failed step: open the till",
    ],
    ["an undefined step", [...attempt("s", "UNDEFINED"), over(false)], "1 errors", "undefined step: a train"],
    ["an ambiguous step", [...attempt("s", "AMBIGUOUS"), over(false)], "1 errors", "ambiguous step: a train"],
    ["a scenario that has no end", [started("s")], "1 errors", "ended before the scenario did"],
    [
      "a retry that never came",
      [...attempt("s", "FAILED", { message: "no" }, true), over(false)],
      "1 failed",
      "no",
    ],
    ["a run that has no end", attempt("s", "PASSED"), "1 passed 1 errors", "before its last message"],
    [
      "a run that failed and does not say why",
      [...attempt("s", "PASSED"), over(false)],
      "1 passed 1 errors",
      "says that it failed",
    ],
    ["a run that broke", [over(false, { exception: { message: "no memory" } })], "1 errors", "no memory"],
    [
      "a hook of the run",
      [
        {
          testRunHookFinished: { testRunHookStartedId: "r", result: { status: "FAILED", message: "no db" } },
        },
        over(false),
      ],
      "1 errors",
      "no db",
    ],
    [
      "a feature that is no Gherkin",
      [{ parseError: { source: { uri: "b.feature" }, message: "(1:1): expected" } }, over(false)],
      "1 errors",
      "(1:1): expected",
    ],
  ])("are red for %s", (_, messages, expected, message) => {
    const report = parseReport(events(...head, ...messages));
    const keys = ["passed", "failed", "errors", "skipped"] as const;
    expect(keys.flatMap((key) => (report[key] > 0 ? [`${report[key]} ${key}`] : [])).join(" ")).toBe(
      expected,
    );
    expect(report.failures[0]?.message).toContain(message);
  });

  it.each(["PENDING", "SKIPPED"])("skip what is %s", (status) => {
    expect(parseReport(events(...head, ...attempt("s", status), over(true)))).toMatchObject({
      tests: 1,
      skipped: 1,
    });
  });

  it("are found behind what npm prints", () => {
    const content = `\n> test\n> cucumber-js\n\n${events(...head, ...attempt("s", "PASSED"), over(true))}`;
    expect(parseReport(content)).toMatchObject({ format: "cucumber-messages", passed: 1 });
  });
});
