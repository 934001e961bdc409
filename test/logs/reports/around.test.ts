import { describe, expect, it } from "@jest/globals";
import { parseReport, readReport } from "../../../src/logs/reports/index.js";
import { events } from "./samples.js";

const suite = (name: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="${name}" tests="1">${inner}</testsuite>`;
const passed = suite("one", '<testcase name="x"/>');
const failed = suite("two", '<testcase name="y"><failure message="late"/></testcase>');

describe("what stands around a report", () => {
  it.each([
    ["a log before it", `[INFO] BUILD\n${failed}`, /before/],
    ["a log before it, on its line", `[INFO] BUILD ${failed}`, null],
    ["blank lines before its declaration", `\n  \n${failed}\n\n`, null],
    ["a stray sign behind it", `${failed}\n>`, /behind/],
    ["a log behind it", `${failed}\nDone in 3 s.`, /behind/],
    ["a comment behind it", `${failed}\n<!-- made by hand -->\n`, null],
    ["another report behind it", `${passed}\n${failed}`, null],
    ["another report behind it, at once", `${passed}${failed}`, null],
    ["another report, and a log between them", `${passed}\nrunning more\n${failed}`, /behind/],
  ])("does not hide a failure: %s", (_, content, warning) => {
    const report = parseReport(content);
    expect(report.failures).toEqual([{ suite: "two", name: "y", message: "late" }]);
    if (warning) expect(report.warnings.join()).toMatch(warning);
    else expect(report.warnings).toEqual([]);
  });

  it("adds up JSON reports that stand behind each other", () => {
    const one = JSON.stringify(
      {
        numTotalTests: 1,
        success: true,
        testResults: [{ status: "passed", assertionResults: [{ title: "a", status: "passed" }] }],
      },
      null,
      2,
    );
    expect(parseReport(`${one}\n${one}\n`)).toMatchObject({ tests: 2, passed: 2 });
  });

  it("reads the events of Go among the logs of the program", () => {
    const report = parseReport(
      `go: downloading example.com/x v1.2.3\n{"level":"info","msg":"starting"}\n{"ts":1}\n${events(
        { Action: "run", Package: "p", Test: "T" },
        { Action: "output", Package: "p", Test: "T", Output: "x\n" },
      )}2026/02/03 listening\n{"level":"warn"\npanic: no\n${events({ Action: "fail", Package: "p", Test: "T" }, { Action: "fail", Package: "p" })}FAIL\nexit status 1\n`,
    );
    expect(report).toMatchObject({ format: "go-test", tests: 1, failed: 1 });
    expect(report.warnings.join()).toMatch(/1 lines begin like events/);
  });

  it.each([
    ["behind text without a newline", (line: string) => `progress 10%${line}`],
    ["two on a line", (line: string) => line.replace("\n", "")],
    ["before text", (line: string) => line.replace("\n", " warning: slow\n")],
    ["behind GitHub's time stamps", (line: string) => `2026-02-03T10:00:00.1234567Z ${line}`],
  ])("finds the events of Go %s", (_, mix) => {
    const all = events(
      { Action: "run", Package: "p", Test: "T" },
      {
        Action: "output",
        Package: "p",
        Test: "T",
        Output: 'say {"Action":"pass","Package":"p","Test":"T"}\n',
      },
      { Action: "fail", Package: "p", Test: "T" },
      { Action: "fail", Package: "p" },
    );
    expect(
      parseReport(
        all
          .split(/(?<=\n)/)
          .map(mix)
          .join(""),
      ),
    ).toMatchObject({ format: "go-test", tests: 1, failed: 1 });
  });

  it("finds TAP behind time stamps and in colours", () => {
    const tap = "1..2\n\u001b[31mnot ok 1 - a\u001b[39m\nok 2\n";
    const log = tap.replace(/^(?=.)/gm, "2026-02-03T10:00:00.1234567Z ");
    expect(parseReport(log)).toMatchObject({ format: "tap", tests: 2, failed: 1, errors: 0 });
  });
});

describe("data in a report is no markup", () => {
  it.each([
    ["CDATA", '<![CDATA[<testcase name="fake"><failure/></testcase> <!-- ]]>'],
    ["CDATA that says CDATA", "<![CDATA[ <![CDATA[ ]]]]><![CDATA[> <testcase/>]]>"],
    ["a comment", '<!-- <testcase name="fake"><failure/></testcase> <![CDATA[ -->'],
    ["a document type in CDATA", "<![CDATA[<!DOCTYPE html [ <html>]]>"],
    ["an instruction", '<?fake <testcase name="fake"/>?>'],
  ])("in %s", (_, data) => {
    const report = parseReport(suite("one", `<system-out>${data}</system-out><testcase name="x"/>`));
    expect(report).toMatchObject({ tests: 1, passed: 1, warnings: [] });
  });
});

it("reads on behind a comment that XML does not allow", () => {
  const report = parseReport(suite("one", '<!-- run with --verbose --><testcase name="x"/>'));
  expect(report).toMatchObject({ tests: 1, passed: 1 });
  expect(report.warnings.join()).toMatch(/malformed comment/);
});

describe("a large report", () => {
  async function* of(piece: string, count: number, before: string, after: string): AsyncGenerator<Buffer> {
    yield Buffer.from(before);
    const bytes = Buffer.from(piece);
    for (let i = 0; i < count; i += 1) yield bytes;
    yield Buffer.from(after);
  }

  it.each([
    ["CDATA", "<![CDATA[", "]]>", "a line of output ]] with brackets\n"],
    ["text", "", "", "a line of output &amp; more &lt;\n"],
    ["a comment", "<!--", "-->", "a line - of output\n"],
  ])("is read whatever its output is: 100 MB of %s", async (_, opens, closes, line) => {
    const report = await readReport(
      of(
        line.repeat(2_000),
        Math.ceil(100_000_000 / (line.length * 2_000)),
        `<testsuite><testcase name="a"><system-out>${opens}`,
        `${closes}</system-out></testcase>\n<testcase name="b"><failure message="m"/></testcase></testsuite>`,
      ),
    );
    expect(report).toMatchObject({ tests: 2, passed: 1, failed: 1, warnings: [] });
  });

  it("keeps its places right behind what it leaves out", async () => {
    const pieces = of(
      "out\n".repeat(1_000),
      100,
      "<testsuite><system-out><![CDATA[",
      "]]></system-out>\n<a></b>",
    );
    await expect(readReport(pieces)).rejects.toMatchObject({
      code: "HEAL_REPORT_INVALID",
      at: { line: 100_002 },
    });
  });
});
