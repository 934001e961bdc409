import { parsePatch as readDiff, type StructuredPatchHunk } from "diff";
import { reasonOf } from "../../core/errors.js";
import { clip } from "../../core/text.js";
import { invalid } from "./paths.js";
import type { PatchFile } from "./types.js";

export interface Line {
  /** 1-based; of the new file for added lines, of the old one for removed lines. */
  line: number;
  text: string;
}

/** Hunks of a file; none when it is binary, too large or only renamed. Throws `HEAL_INPUT_INVALID`. */
export function hunksOf(file: PatchFile): StructuredPatchHunk[] {
  if (!file.diff) return [];
  try {
    const read = readDiff(file.diff.endsWith("\n") ? file.diff : `${file.diff}\n`);
    return read.flatMap((part) => part.hunks);
  } catch (error) {
    throw invalid(`has malformed hunks: ${clip(reasonOf(error), 200)}`);
  }
}

const numbered = (file: PatchFile, sign: "+" | "-"): Line[] =>
  hunksOf(file).flatMap((hunk) => {
    const found: Line[] = [];
    let line = sign === "+" ? hunk.newStart : hunk.oldStart;
    for (const text of hunk.lines) {
      if (text.startsWith(sign)) found.push({ line, text: text.slice(1) });
      if (text.startsWith(sign) || text.startsWith(" ") || text === "") line += 1;
    }
    return found;
  });

export const addedLines = (file: PatchFile): Line[] => numbered(file, "+");
export const removedLines = (file: PatchFile): Line[] => numbered(file, "-");

/** What the hunks show of the file before and after, context included. */
export function hunkTexts(file: PatchFile): { before: string; after: string } {
  const lines = hunksOf(file).flatMap((hunk) => hunk.lines);
  const side = (skip: string): string =>
    lines
      .filter((line) => !line.startsWith(skip) && !line.startsWith("\\"))
      .map((line) => line.slice(1))
      .join("\n");
  return { before: side("+"), after: side("-") };
}

/** The library counts a side of no lines from the line after it; git names the line before. */
const start = (first: number, lines: number): number => (lines === 0 ? first - 1 : first);

/** A hunk as `git diff` prints it. */
export const unified = (h: StructuredPatchHunk): string =>
  `@@ -${start(h.oldStart, h.oldLines)},${h.oldLines} +${start(h.newStart, h.newLines)},${h.newLines} @@\n` +
  h.lines.map((line) => `${line === "" ? " " : line}\n`).join("");
