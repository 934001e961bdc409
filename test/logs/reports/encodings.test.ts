import { describe, expect, it } from "@jest/globals";
import { gzipSync } from "node:zlib";
import { parseReport, readReport } from "../../../src/logs/reports/index.js";

const NAME = "prüft Größe – 5 € „fünf“";
const xml = (encoding: string | null): string =>
  `<?xml version="1.0"${encoding === null ? "" : ` encoding="${encoding}"`}?>\n<testsuite name="s"><testcase name="${NAME}"><failure message="x"/></testcase></testsuite>`;

/** windows-1252, where the name's letters beyond ISO-8859-1 are. */
const to1252 = (text: string): Buffer =>
  Buffer.from(
    text.replace(
      /[–€„“]/g,
      (letter) => ({ "–": "\x96", "€": "\x80", "„": "\x84", "“": "\x93" })[letter] ?? "",
    ),
    "latin1",
  );
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const tap = `TAP version 14\n1..1\nnot ok 1 - ${NAME}\n`;

const contents: readonly [string, Buffer][] = [
  ["UTF-8", Buffer.from(xml("UTF-8"))],
  ["UTF-8 with a mark", Buffer.from(`\ufeff${xml("utf-8")}`)],
  ["UTF-8 that says UTF-16", Buffer.from(xml("utf-16"))],
  ["UTF-8 that says an encoding nobody has", Buffer.from(xml("x-nobody"))],
  ["UTF-16LE with a mark", Buffer.from(`\ufeff${xml("utf-16")}`, "utf16le")],
  ["UTF-16LE without one", Buffer.from(xml("utf-16"), "utf16le")],
  ["UTF-16BE with a mark", utf16be(`\ufeff${xml("UTF-16BE")}`)],
  ["UTF-16BE without one", utf16be(xml("UTF-16"))],
  ["windows-1252", to1252(xml("windows-1252"))],
  ["ISO-8859-1, which is read as windows-1252", to1252(xml("ISO-8859-1"))],
  ["windows-1252 that says UTF-8", to1252(xml("UTF-8"))],
  ["windows-1252 that says nothing", to1252(xml(null))],
  ["TAP in UTF-16, as PowerShell redirects it", Buffer.from(`\ufeff${tap}`, "utf16le")],
  ["gzip of UTF-16", gzipSync(Buffer.from(`\ufeff${xml("utf-16")}`, "utf16le"))],
];

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a report in any encoding", () => {
  it.each(contents)("%s", (_, bytes) => {
    expect(parseReport(bytes).failures).toEqual([expect.objectContaining({ name: NAME })]);
  });

  it.each(contents.filter(([name]) => !name.startsWith("gzip")))("%s, byte by byte", async (_, bytes) => {
    expect(await readReport(pieces(bytes, 1))).toEqual(parseReport(bytes));
  });

  it("honours ISO-8859-2, Shift_JIS and others that are declared", () => {
    const polish = Buffer.from(xml("iso-8859-2").replace(NAME, "za\xbf\xf3\xb3\xe6"), "latin1");
    expect(parseReport(polish).failures[0]?.name).toBe("zażółć");
    const japanese = Buffer.from(xml("Shift_JIS").replace(NAME, "\x83\x65\x83\x58\x83\x67"), "latin1");
    expect(parseReport(japanese).failures[0]?.name).toBe("テスト");
  });

  it("keeps UTF-8 where single bytes are broken, and says so", () => {
    const broken = Buffer.concat([
      Buffer.from(xml("UTF-8")),
      Buffer.from([0x3c, 0x21, 0x2d, 0x2d, 0xff]),
      Buffer.from("-->"),
    ]);
    const report = parseReport(broken);
    expect(report.failures[0]?.name).toBe(NAME);
    expect(report.warnings).toContain("some bytes are not UTF-8");
  });

  it("reads characters that XML does not have, and says so", () => {
    const report = parseReport(
      '<testsuite><testcase name="a&#x1b;[31mb"><failure message="\u001b[31mred\u001b[0m &#27;[1mbold&#27;[0m &nbsp;"/></testcase></testsuite>',
    );
    expect(report.failures[0]?.message).toBe("red bold &nbsp;");
    expect(report.warnings).not.toEqual([]);
  });
});
