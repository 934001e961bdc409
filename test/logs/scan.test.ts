import { describe, expect, it } from "@jest/globals";
import { LogScan, blocksOf } from "../../src/logs/scan.js";
import { linesOf } from "../../src/logs/text.js";

const scanned = (text: string, block = 1_000) => {
  const scan = new LogScan();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += block) scan.push(bytes.subarray(at, at + block));
  return scan.finish();
};

const chatter = (n: number): string[] => Array.from({ length: n }, (_, i) => `line ${i} says nothing`);

describe("LogScan", () => {
  it.each([1, 7, 64, 100_000])("reads a small log whole, in blocks of %i bytes", (block) => {
    const text = "first\n\nthird \u2714 with more\nlast without end";
    const whole = linesOf(text);
    const log = scanned(text, block);
    expect([log.lines, log.total, log.complete]).toEqual([whole.lines, 4, false]);
  });

  it("keeps line numbers, both ends and what looks suspicious in between", () => {
    const lines = chatter(60_000);
    lines[30_000] = "fatal: the middle broke";
    const log = scanned(`${lines.join("\n")}\n`, 65_536);
    const at = log.lines.indexOf("fatal: the middle broke");
    expect(log.numberAt(at)).toBe(30_001);
    expect(log.lines[at - 1]).toBe("line 29999 says nothing");
    expect(log.numberAt(0)).toBe(1);
    expect(log.numberAt(log.lines.length - 1)).toBe(60_000);
    expect(log.total).toBe(60_000);
    expect(log.lines.length).toBeLessThan(10_000);
    expect(log.notes.join()).toContain("60000 lines");
  });

  it("keeps a bounded number of lines when everything looks suspicious", () => {
    const lines = Array.from({ length: 400_000 }, (_, i) => `error ${i}`);
    expect(scanned(lines.join("\n"), 65_536).lines.length).toBeLessThan(16_000);
  });

  it("keeps the beginning of a line that spans many blocks, and the lines after it", () => {
    const log = scanned(`before\n${"x".repeat(500_000)}\nafter\n`, 10_000);
    expect(log.lines.map((line) => line.slice(0, 3))).toEqual(["bef", "xxx", "aft"]);
    expect(log.notes).toEqual(["1 very long lines were cut"]);
  });

  it("counts nothing in nothing", () => {
    expect(scanned("")).toMatchObject({ lines: [], total: 0 });
  });

  it("cuts bytes into blocks without losing one", () => {
    const bytes = Buffer.alloc(600_000, "ab");
    expect(Buffer.concat([...blocksOf(bytes)]).equals(bytes)).toBe(true);
  });
});
