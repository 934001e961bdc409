import { describe, expect, it } from "@jest/globals";
import { gzipSync } from "node:zlib";
import { MAX_REPORT_BYTES, parseReport } from "../../src/logs/reports/index.js";

const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${`&a${n || ""};`.repeat(10)}">`).join("")}]><testsuite name="&a8;"/>`;

describe("hostile reports are refused", () => {
  it.each<[string, string | Buffer]>([
    ["billion laughs", laughs],
    ["deep nesting", `${"<testsuite>".repeat(5_000)}${"</testsuite>".repeat(5_000)}`],
    ["a gzip bomb", gzipSync(Buffer.alloc(MAX_REPORT_BYTES + 1, 60))],
    ["100 MB", "<".repeat(100_000_000)],
    ["NUL bytes", "\0".repeat(1_000)],
    ["half a gzip", gzipSync("<testsuites/>").subarray(0, 15)],
    ["an open document type", "<!DOCTYPE a ["],
  ])("%s", (_, content) =>
    expect(() => parseReport(content)).toThrow(expect.objectContaining({ code: "HEAL_REPORT_INVALID" })),
  );

  it("keeps names such as constructor and __proto__ as data", () => {
    const { failures } = parseReport(
      '<testsuite name="__proto__"><testcase name="constructor"><failure message="x"/></testcase></testsuite>',
    );
    expect(failures).toEqual([{ suite: "__proto__", name: "constructor", message: "x" }]);
  });
});
