import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";
import { hitsIn } from "../../src/diagnosis/engine.js";
import { isWeak } from "../../src/diagnosis/rank.js";
import { categories } from "../../src/diagnosis/category.js";
import { cleanLine } from "../../src/logs/clean.js";
import { runAtOnce } from "../../src/logs/yielding.js";
import { failedStep } from "./support.js";

/** Lines in the exact shape in which tools print them; `category: null` are neighbours that name no cause. */
interface ToolLine {
  line: string;
  category: string | null;
  source: string;
}

const folder = new URL("../fixtures/tools/", import.meta.url);
const tools = readdirSync(folder).map((file) => ({
  tool: file.replace(".jsonl", ""),
  lines: readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((row) => JSON.parse(row) as ToolLine),
}));
const named = tools.flatMap(({ tool, lines }) =>
  lines.filter(({ category }) => category !== null).map((one) => [tool, one.line, one.category] as const),
);
const neighbours = tools.flatMap(({ tool, lines }) =>
  lines.filter(({ category }) => category === null).map((one) => [tool, one.line] as const),
);

/** Causes that any rule sees, other than in words that people write as well, in a line by itself. */
const seenIn = (line: string): string[] => {
  const hits = runAtOnce(hitsIn([cleanLine(line)], [0], () => false));
  return hits.filter(({ strength }) => !isWeak(strength)).map(({ category }) => category);
};

describe("what tools print", () => {
  it.each(named)("%s: %s", (_tool, line, category) => {
    expect(seenIn(line)).toContain(category);
    expect(diagnoseLogs({ text: failedStep(line) }).category).toBe(category);
  });

  it.each(neighbours)("%s names no cause in: %s", (_tool, line) => {
    expect(seenIn(line)).toEqual([]);
  });

  it("has a known category and a source for each", () => {
    for (const { category, source } of tools.flatMap(({ lines }) => lines)) {
      expect([null, ...categories]).toContain(category);
      expect(source.length).toBeGreaterThan(5);
    }
  });
});
