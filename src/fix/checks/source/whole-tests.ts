import type { Family } from "./families.js";
import { byBrackets, byIndent } from "./insertion.js";
import { mask } from "./mask.js";

/** Lines `from` (0-based, inclusive) to `to` (exclusive) of the text after a patch, all of them new. */
export interface Chunk {
  from: number;
  to: number;
}

export interface Insertion extends Chunk {
  /** Lines of the whole text with comments and the insides of strings blank. */
  code: readonly string[];
  family: Family;
  /** The text before the patch: names that it uses are taken. */
  before: string;
}

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

/** Why added lines are not whole new test cases beside the ones that are there; null: they are. */
export function notWholeTests(
  texts: { before: string; after: string },
  chunk: Chunk,
  family: Family,
): string | null {
  const code = mask(texts.after, family.syntax).code.split("\n");
  const judge = INDENTED.has(family.name) ? byIndent : byBrackets;
  let first: string | null = null;
  // A diff may show one insertion at several places (`});` before or after): each of them is the same text.
  for (const at of slides(texts.after.split("\n"), chunk)) {
    const why = judge({ ...at, code, family, before: texts.before });
    if (why === null) return null;
    first ??= why;
  }
  return first;
}
const INDENTED = new Set(["python", "ruby"]);
const MAX_SLIDE = 40;

function slides(lines: readonly string[], { from, to }: Chunk): Chunk[] {
  const found = [{ from, to }];
  for (let n = 1; n <= MAX_SLIDE && from - n >= 0 && lines[from - n] === lines[to - n]; n += 1)
    found.push({ from: from - n, to: to - n });
  for (let n = 0; n < MAX_SLIDE && to + n < lines.length && lines[from + n] === lines[to + n]; n += 1)
    found.push({ from: from + n + 1, to: to + n + 1 });
  return found;
}
