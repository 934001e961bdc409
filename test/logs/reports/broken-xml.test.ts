import { describe, expect, it } from "@jest/globals";
import { parseReport, readReport } from "../../../src/logs/reports/index.js";

const cases = (...inner: readonly string[]): string => `<testsuite name="s">${inner.join("")}</testsuite>`;

describe("XML that breaks off", () => {
  it.each([
    [
      "inside a test",
      '<testsuite><testcase name="a"/><testcase name="half" classname="K"><system-out>x',
      "half",
    ],
    ["between tests", '<testsuite><testcase name="a"/>\n', "report"],
    [
      "at a wrong closing tag",
      '<testsuite><testcase name="a"/></testcase><testcase name="b"><failure/></testcase></testsuite>',
      "report",
    ],
    [
      "in NUnit",
      '<test-run><test-suite><test-case name="a" result="Passed"/><test-case name="half" result="Pas',
      "report",
    ],
    ["in TRX", '<TestRun><Results><UnitTestResult testName="a" outcome="Passed"/>', "report"],
  ])("is never green: %s", (_, content, name) => {
    const report = parseReport(content);
    expect(report).toMatchObject({ tests: 2, passed: 1, errors: 1 });
    expect(report.failures[0]).toMatchObject({ name });
    expect(report.warnings.join()).toMatch(/only what stands before is read: line \d+: /);
  });

  it("keeps the failures that stand before, and those that the heads state", () => {
    const report = parseReport(
      '<testsuites><testsuite name="s" tests="9" failures="3"><testcase name="a"><failure message="no"/></testcase><testcase name="b',
    );
    expect(report).toMatchObject({ failed: 3, errors: 1 });
    expect(report.failures[0]).toMatchObject({ name: "a", message: "no" });
  });

  it("is refused where no test was read", () => {
    expect(() => parseReport('<testsuite name="s"><properties>')).toThrow(
      /ends inside <testsuite> <properties>/,
    );
  });
});

describe("signs that are no markup", () => {
  it.each([
    ["an ampersand in a name", cases('<testcase name="salt & pepper"/>'), "salt & pepper"],
    ["ampersands of an address", cases('<testcase name="GET /?a=1&b=2&c=3"/>'), "GET /?a=1&b=2&c=3"],
    ["a less-than sign", cases('<testcase name="1 < 2"/>'), "1 < 2"],
  ])("hide nothing: %s", (_, green, name) => {
    const report = parseReport(green.replace("/>", '><failure message="no"/></testcase>'));
    expect(report).toMatchObject({ tests: 1, failed: 1, failures: [{ name, message: "no" }] });
    expect(report.warnings.join()).toMatch(/lone/);
  });

  it("do not swallow the failure behind them", () => {
    const report = parseReport(
      cases(
        "<testcase name='a'><system-out>fish & chips</system-out></testcase>",
        "<testcase name='b'><failure>no; really</failure></testcase>",
      ),
    );
    expect(report).toMatchObject({ tests: 2, failed: 1, failures: [{ name: "b", message: "no; really" }] });
  });

  it("stay as they are in CDATA, in comments and in references", () => {
    const report = parseReport(
      cases(
        "<!-- a & b --><testcase name='a &amp; b'><failure><![CDATA[x & y < 1 &amp;]]> &#38; z</failure></testcase>",
      ),
    );
    expect(report.failures).toEqual([{ suite: "s", name: "a & b", message: "x & y < 1 &amp; & z" }]);
    expect(report.warnings).toEqual([]);
  });

  it("are found wherever the file is cut into pieces", async () => {
    const text = cases(
      "<testcase name='a &amp; b & c'><failure>1 &lt; 2 & <![CDATA[& ]]> &quot;</failure></testcase>",
    );
    for (let at = 1_024; at < 1_024 + text.length; at += 1) {
      const all = Buffer.from(" ".repeat(1_024) + text);
      const pieces = async function* (): AsyncGenerator<Buffer> {
        yield all.subarray(0, at);
        yield await Promise.resolve(all.subarray(at));
      };
      const { failures } = await readReport(pieces());
      expect(failures).toEqual([{ suite: "s", name: "a & b & c", message: '1 < 2 & &  "' }]);
    }
  });
});

describe("suites inside suites", () => {
  const nested = (depth: number, attributes = ""): string =>
    `${`<testsuite name="s"${attributes}>`.repeat(depth)}<testcase name="a"><failure message="deep"/></testcase>${"</testsuite>".repeat(depth)}`;

  it("are read as deep as generated specifications go", () => {
    expect(parseReport(nested(900))).toMatchObject({ tests: 1, failed: 1, warnings: [], suites: 900 });
  });

  it.each([
    ["without an end", nested(1_001), /nested deeper/],
    [
      "whose attributes do not fit",
      nested(900, ` hostname="${"x".repeat(20_000)}"`),
      /open elements are larger/,
    ],
  ])("are refused: %s", (_, content, reason) => expect(() => parseReport(content)).toThrow(reason));
});
