import { describe, expect, it } from "@jest/globals";
import { templatesOf } from "../../src/logs/templates/index.js";

describe("templates of hostile logs", () => {
  it("stays bounded when every line is of another kind", () => {
    const letters = (n: number): string => n.toString(26).replace(/\d/g, (d) => "klmnopqrst"[Number(d)]!);
    const lines = Array.from(
      { length: 60_000 },
      (_, n) => `${letters(n)} went ${letters(n * 7)} and ${letters(n * 13)}`,
    );
    const found = templatesOf(lines);
    expect(found).toHaveLength(60_000);
    expect(new Set(found).size).toBeLessThanOrEqual(21_001);
  });

  it.each([
    ["a line of 5 MB", "a".repeat(5_000_000)],
    ["brackets", "[".repeat(100_000)],
    ["equals and quotes", '="'.repeat(100_000)],
    ["NUL and lone surrogates", "\0\ud800".repeat(1_000)],
    ["nothing", ""],
  ])("answers for %s", (_, line) =>
    expect(templatesOf(Array.from({ length: 30 }, () => line))).toHaveLength(30),
  );
});
