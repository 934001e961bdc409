import { describe, expect, it } from "@jest/globals";
import { gzipSync } from "node:zlib";
import { HealError } from "../../../src/core/errors.js";
import { parseReport } from "../../../src/logs/reports/index.js";

const totals = (text: string) => {
  const { format, tests, passed, failed, errors, skipped, suites } = parseReport(text);
  return [format, tests, passed, failed, errors, skipped, suites];
};
const junit = `<testsuites><testsuite name="s" time="1.5">
  <testcase classname="c" name="a" file="a.py" line="3"><failure message="1 &lt; 2"/></testcase>
  <testcase name="b"><error>boom</error><failure/></testcase><testcase name="c"><skipped/></testcase><testcase name="d"/>
</testsuite></testsuites>`;

describe("parseReport", () => {
  it.each([
    ["JUnit", junit, ["junit", 4, 1, 1, 1, 1, 1]],
    ["an empty JUnit", "<testsuites/>", ["junit", 0, 0, 0, 0, 0, 0]],
    [
      "NUnit 3",
      '<test-run><test-suite><test-case name="a" result="Failed" label="Error"/><test-case name="b" result="Passed"/></test-suite></test-run>',
      ["nunit3", 2, 1, 1, 0, 0, 1],
    ],
    [
      "xUnit",
      '<assemblies><assembly><collection><test name="a" result="Pass"/><test name="b" result="Skip"/></collection></assembly></assemblies>',
      ["xunit", 2, 1, 0, 0, 1, 1],
    ],
    [
      "TRX",
      '<TestRun><Results><UnitTestResult outcome="Passed"/><UnitTestResult outcome="Failed"/><UnitTestResult outcome="NotExecuted"/></Results></TestRun>',
      ["trx", 3, 1, 1, 0, 1, 1],
    ],
    [
      "TAP",
      "TAP version 13\n1..4\nok 1 - a\nnot ok 2 - b\nnot ok 3 - c # TODO later\nok 4 # skip no db\n",
      ["tap", 4, 1, 1, 0, 2, 1],
    ],
    ["TAP cut off", "1..3\nok 1\n", ["tap", 2, 1, 0, 1, 0, 1]],
    [
      "go test -json",
      '{"Action":"run","Package":"p","Test":"T"}\n{"Action":"fail","Package":"p","Test":"T"}\n{"Action":"fail","Package":"p","Elapsed":0.5}\n',
      ["go-test", 1, 0, 1, 0, 0, 1],
    ],
  ])("counts %s", (_, text, expected) => expect(totals(text)).toEqual(expected));

  it("says what failed, and where", () => {
    expect(parseReport(gzipSync(junit))).toMatchObject({
      duration_s: 1.5,
      failures: [
        { suite: "c", name: "a", message: "1 < 2", file: "a.py", line: 3 },
        { suite: "s", name: "b", message: "boom" },
      ],
    });
  });

  it.each([
    ["cut off", "<testsuite>\n  <testcase>\n", 3],
    ["another XML", "<html></html>", 1],
    ["no report", "hello", 1],
    ["empty", "", 1],
    ["bad JSON", '{"Action":"run"}\n{oops\n', 2],
    ["entities of entities", '<!DOCTYPE a [<!ENTITY b "x">\n<!ENTITY c "&b;&b;">]><testsuite/>', 2],
  ])("refuses %s with its place", (_, text, line) => {
    let error: unknown;
    try {
      parseReport(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(HealError);
    expect(error).toMatchObject({ code: "HEAL_REPORT_INVALID", at: { line } });
  });

  it("leaves an external entity unread", () => {
    const text =
      '<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd">]><testsuite><testcase name="t"><failure>&x;</failure></testcase></testsuite>';
    expect(parseReport(text).failures[0]?.message).toBe("&x;");
  });
});
