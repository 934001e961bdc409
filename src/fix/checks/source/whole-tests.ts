import type { Family } from "./families.js";
import { byBrackets, byIndent, opens, type Chunk } from "./insertion.js";
import { mask } from "./mask.js";

/** Runs of lines that follow each other. Line numbers are 1-based, as the patch has them. */
export function chunksOf(lines: readonly number[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (const line of lines) {
    const last = chunks.at(-1);
    if (last && last.to === line - 1) last.to = line;
    else chunks.push({ from: line - 1, to: line });
  }
  return chunks;
}

/** The first chunk of added lines that is no whole new test case beside the ones that are there, and why; null: none. */
export function notWholeTests(
  { before, after }: { before: string; after: string },
  chunks: readonly Chunk[],
  family: Family,
): { line: number; why: string } | null {
  const lines = after.split("\n");
  const line = (chunks[0]?.from ?? 0) + 1;
  if (chunks.length > MAX_CHUNKS || lines.length > MAX_LINES) return { line, why: "is too much to be read" };
  const code = mask(after, family.syntax).code.split("\n");
  const open = opens(code);
  const judge = INDENTED.has(family.name) ? byIndent : byBrackets;
  for (const chunk of chunks) {
    // A diff may show one insertion at several places (`});` before or after): each of them is the same text.
    const found = slides(lines, chunk).map((at) => judge({ ...at, code, open, family, before }));
    if (!found.includes(null)) return { line: chunk.from + 1, why: found[0] ?? "is no test" };
  }
  return null;
}
const INDENTED = new Set(["python", "ruby"]);
const MAX_CHUNKS = 20;
const MAX_LINES = 20_000;
const MAX_SLIDE = 8;

function slides(lines: readonly string[], { from, to }: Chunk): Chunk[] {
  const found = [{ from, to }];
  for (let n = 1; n <= MAX_SLIDE && from - n >= 0 && lines[from - n] === lines[to - n]; n += 1)
    found.push({ from: from - n, to: to - n });
  for (let n = 0; n < MAX_SLIDE && to + n < lines.length && lines[from + n] === lines[to + n]; n += 1)
    found.push({ from: from + n + 1, to: to + n + 1 });
  return found;
}
