import { describe, expect, it } from "@jest/globals";
import { cleanLine, LINE_LIMIT } from "../../src/logs/clean.js";

describe("cleanLine", () => {
  it.each([
    ["plain text", "make: done", "make: done"],
    ["indentation", "    at run (a.js:1:2)", "    at run (a.js:1:2)"],
    ["GitHub's time", "2024-01-02T03:04:05.1234567Z npm ERR! code 1", "npm ERR! code 1"],
    ["GitHub's and the tool's time", "2024-01-02T03:04:05.1234567Z 03:04:05.123 FAIL", "FAIL"],
    ["a time in brackets", "[2024-01-02T03:04:05.123Z] + make test", "+ make test"],
    ["colours", "\u001b[31;1mThe command failed\u001b[0m", "The command failed"],
    ["a Windows line end", "done\r", "done"],
    ["a progress bar: what was written last", "10 %\r50 %\r100 %\r", "100 %"],
    ["Travis' hidden timer", "travis_time:end:1\r\u001b[0K\u001b[31mThe command x\u001b[0m", "The command x"],
    ["an escape without end", "\u001b]0;title for ever", ""],
    ["only escapes after the return", "text\r\u001b[0K", "text"],
  ])("%s", (_name, raw, clean) => {
    expect(cleanLine(raw)).toBe(clean);
  });

  it("keeps a number that only looks like a time", () => {
    expect(cleanLine("12:34:56:78 is no time")).toBe("12:34:56:78 is no time");
  });

  it("cuts a line that never ends", () => {
    expect(cleanLine("x".repeat(1_000_000))).toHaveLength(LINE_LIMIT);
  });
});
