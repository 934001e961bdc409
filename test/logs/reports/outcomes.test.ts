import { describe, expect, it } from "@jest/globals";
import { parseReport } from "../../../src/logs/reports/index.js";

const nunit2 = (result: string, more = ""): string =>
  `<test-results><test-suite success="False" result="${/Inconclusive|Ignored/.test(result) ? result : "Failure"}"><results><test-case name="a" result="${result}" ${more}/></results></test-suite></test-results>`;
const nunit3 = (result: string, label = ""): string =>
  `<test-run><test-suite><test-case name="a" result="${result}" label="${label}"><reason><message>why</message></reason></test-case></test-suite></test-run>`;
const trx = (outcome: string): string =>
  `<TestRun><Results><UnitTestResult testName="a" outcome="${outcome}"/></Results><ResultSummary outcome="Completed"/></TestRun>`;
const xunit = (result: string): string =>
  `<assemblies><assembly total="1" not-run="1"><collection><test name="a" result="${result}"/></collection></assembly></assemblies>`;

describe("each outcome by its own definition", () => {
  it.each<[string, string, string]>([
    [
      "NUnit 2",
      nunit2("Success", 'success="True"').replace("Failure", "Success").replace("False", "True"),
      "passed",
    ],
    ["NUnit 2", nunit2("Inconclusive", 'executed="True" success="False"'), "skipped"],
    ["NUnit 2", nunit2("Ignored", 'executed="False"'), "skipped"],
    [
      "NUnit 2",
      nunit2("Skipped", 'executed="False"').replace('result="Failure"', 'result="Skipped"'),
      "skipped",
    ],
    ["NUnit 2", nunit2("NotRunnable", 'executed="False"'), "errors"],
    ["NUnit 2", nunit2("Cancelled", 'executed="False"'), "errors"],
    ["NUnit 2", nunit2("Error", 'success="False"'), "errors"],
    ["NUnit 2", nunit2("Failure", 'success="False"'), "failed"],
    ["NUnit 3", nunit3("Passed"), "passed"],
    ["NUnit 3", nunit3("Warning"), "passed"],
    ["NUnit 3", nunit3("Inconclusive"), "skipped"],
    ["NUnit 3", nunit3("Skipped", "Ignored"), "skipped"],
    ["NUnit 3", nunit3("Skipped", "Explicit"), "skipped not_run"],
    ["NUnit 3", nunit3("Failed", "Invalid"), "failed"],
    ["NUnit 3", nunit3("Failed", "Cancelled"), "failed"],
    ["TRX", trx("Passed"), "passed"],
    ["TRX", trx("Warning"), "passed"],
    ["TRX", trx("Failed"), "failed"],
    ["TRX", trx("Timeout"), "failed"],
    ["TRX", trx("Error"), "errors"],
    ["TRX", trx("Aborted"), "errors"],
    ["TRX", trx("Disconnected"), "errors"],
    ["TRX", trx("NotExecuted"), "skipped"],
    ["TRX", trx("Inconclusive"), "skipped"],
    ["TRX", trx("Pending"), "skipped not_run"],
    ["xUnit 3", xunit("Skip"), "skipped"],
    ["xUnit 3", xunit("NotRun"), "skipped not_run"],
  ])("%s: %s", (_, content, expected) => {
    const report = parseReport(content);
    const keys = ["passed", "failed", "errors", "skipped", "not_run"] as const;
    expect(keys.filter((key) => report[key] > 0).join(" ")).toBe(expected);
    expect(report.tests).toBe(1);
    if (/failed|errors/.test(expected))
      expect(report.failures).toEqual([expect.objectContaining({ name: "a" })]);
  });

  it("tells what a test of NUnit 3 warned of", () => {
    expect(parseReport(nunit3("Warning")).warnings).toEqual(["a: why"]);
  });

  it("names each red test of .NET, and how it ended", () => {
    const results = ["Aborted", "Timeout", "Error", "Disconnected", "Failed"]
      .map((outcome) => `<UnitTestResult testName="${outcome}Test" outcome="${outcome}"/>`)
      .join("");
    const { failures, warnings } = parseReport(
      `<TestRun><Results>${results}</Results><ResultSummary outcome="Failed"><Counters total="5" failed="1" error="1" timeout="1" aborted="1" disconnected="1"/></ResultSummary></TestRun>`,
    );
    expect(failures.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      "AbortedTest: the test ended as Aborted",
      "TimeoutTest: the test ended as Timeout",
      "ErrorTest: the test ended as Error",
      "DisconnectedTest: the test ended as Disconnected",
      "FailedTest: the test ended as Failed",
    ]);
    expect(warnings).toEqual([]);
  });

  it("does not find the totals of NUnit 2 wrong, which leave out what was not run", () => {
    const report = parseReport(
      '<test-results total="2" errors="0" failures="0" not-run="2" inconclusive="1" ignored="1" invalid="1"><test-suite result="Failure" success="False"><results><test-case name="a" result="Success"/><test-case name="b" result="Inconclusive" success="False"/><test-case name="c" result="Ignored"/><test-case name="d" result="NotRunnable"/></results></test-suite></test-results>',
    );
    expect(report).toMatchObject({ tests: 4, passed: 1, skipped: 2, errors: 1, warnings: [] });
  });
});

describe("warnings of PHPUnit", () => {
  const warned = (head: string, type = "PHPUnit\\Framework\\Warning"): string =>
    `<testsuites><testsuite name="T" tests="2" ${head}><testcase name="a"/><testsuite name="T::testReads" tests="1" ${head}><testcase name="Warning"><warning type="${type}">The data provider specified for T::testReads is invalid.\nno feed.csv</warning></testcase></testsuite></testsuite></testsuites>`;

  it.each([
    ["of 7, which counts them among its failures", 'errors="0" failures="1"'],
    ["of 8, which counts them twice", 'errors="0" failures="1" warnings="1"'],
    ["of 9, which counts them apart", 'errors="0" failures="0" warnings="1"'],
  ])("are red, and told: %s", (_, head) => {
    const report = parseReport(warned(head));
    expect(report).toMatchObject({ tests: 2, passed: 1, failed: 1 });
    expect(report.failures[0]).toMatchObject({
      suite: "T::testReads",
      name: "Warning",
      message: expect.stringMatching(/data provider .* is invalid\.\nno feed\.csv/),
    });
    expect(report.warnings).toEqual([expect.stringMatching(/^Warning: The data provider/)]);
  });

  it("of other tools are only told", () => {
    const report = parseReport(warned('errors="0" failures="0"', "lint"));
    expect(report).toMatchObject({ tests: 2, passed: 2 });
    expect(report.warnings).toHaveLength(1);
  });
});
