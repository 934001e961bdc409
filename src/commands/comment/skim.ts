/** A run of lines between blank ones. */
export interface Chunk {
  from: number;
  /** Behind the last line. */
  to: number;
}

const FENCE = /^(?:(`{3,})[^`]*$|(~{3,})(?!~))/;
/** What can reach over a blank line, or hide what follows: fences in containers, HTML, mathematics. */
const REACHING = /<|`{3}|~{3}|\$\$/;

export const isBlank = (line: string): boolean => /^[ \t]*$/.test(line);

/**
 * A comment without its fenced code, as far as that is certain without a parser: a fence at the very start of a line belongs to
 * no list or quotation, unless HTML is open. `calm`: the lines before it hold nothing that reaches over a blank line.
 */
export function withoutCode(lines: readonly string[]): { lines: string[]; calm: number } {
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? "";
    const fence = FENCE.exec(line);
    const mark = fence?.[1] ?? fence?.[2];
    if (mark === undefined) {
      if (REACHING.test(line)) return { lines: [...kept, ...lines.slice(i)], calm: kept.length };
      kept.push(line);
      continue;
    }
    do i += 1;
    while (i < lines.length && !closes(lines[i] ?? "", mark));
    kept.push("");
  }
  return { lines: kept, calm: kept.length };
}

/** At least as many of the same marks, and nothing behind. */
function closes(line: string, mark: string): boolean {
  const marks = /^ {0,3}([`~]+)[ \t]*$/.exec(line)?.[1];
  return marks !== undefined && marks.startsWith(mark) && marks === mark.charAt(0).repeat(marks.length);
}

export function chunksOf(lines: readonly string[]): Chunk[] {
  const chunks: Chunk[] = [];
  let from = -1;
  for (let i = 0; i <= lines.length; i += 1) {
    const blank = i === lines.length || isBlank(lines[i] ?? "");
    if (!blank && from < 0) from = i;
    if (blank && from >= 0) {
      chunks.push({ from, to: i });
      from = -1;
    }
  }
  return chunks;
}
