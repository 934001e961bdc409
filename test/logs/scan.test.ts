import { describe, expect, it } from "@jest/globals";
import { LogScan, blocksOf, scanLog } from "../../src/logs/scan.js";
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

describe("scanLog", () => {
  const bytes = Buffer.from(
    chatter(90_000)
      .map((line, i) => (i % 7_000 === 6_500 ? `error: ${line}` : line))
      .join("\n"),
  );
  const inPieces = async function* (size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };

  it.each([1_000, 16_384, 300_000, 10_000_000])("keeps the same of pieces of %i bytes", async (size) => {
    const scan = new LogScan();
    for (const block of blocksOf(bytes)) scan.push(block);
    expect(await scanLog(inPieces(size))).toEqual(scan.kept());
  });

  it("searches so many bytes of the middle, and keeps the end all the same", async () => {
    const { raws, notes, total } = await scanLog(inPieces(50_000), { searched: 1_000_000 });
    const errors = raws.flatMap((raw) => /^error: line (\d+)/.exec(raw)?.[1] ?? []);
    expect([errors[0], errors.includes("48500"), total]).toEqual(["6500", false, 90_000]);
    expect(raws.at(-1)).toBe("line 89999 says nothing");
    expect(notes.join()).toContain("of 90000 lines");
  });

  it("stops at a limit, says so and lets go of the log", async () => {
    let released = false;
    const log = (async function* () {
      try {
        for (;;) yield Buffer.alloc(100_000, "x\n");
      } finally {
        released = true;
      }
    })();
    const { notes } = await scanLog(log, { limit: 3 * 1024 * 1024 });
    expect([notes[0], released]).toEqual(["only the first 3 MiB were read", true]);
  });

  it("holds no more of long lines than is looked at", async () => {
    const scan = new LogScan();
    const line = Buffer.from(`${"long ".repeat(10_000)}\n`);
    for (let i = 0; i < 7_000; i++) scan.push(line);
    const { raws } = scan.kept();
    expect(raws.length).toBeGreaterThanOrEqual(7_000);
    expect(Math.max(...raws.map(({ length }) => length))).toBe(4_000);
  });
});
