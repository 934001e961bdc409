import type { StructuredPatchHunk } from "diff";
import { invalid } from "./paths.js";
import { hunksOf, unified } from "./lines.js";
import type { PatchFile } from "./types.js";

/**
 * The file's text after the patch (`""` when it is removed). Every hunk must fit at exactly its line, with exactly
 * its context and final newline; throws `HEAL_INPUT_INVALID` otherwise, and for files without a diff.
 */
export function applyTo(file: PatchFile, before: string): string {
  if (file.diff === null) throw invalid(`shows no text for ${JSON.stringify(file.path)}`);
  if (file.status === "added" && before !== "") throw misfit(file, 1, "the file exists already");
  const old = withEndings(before);
  const result: string[] = [];
  let at = 0;
  for (const hunk of hunksOf(file)) {
    const from = hunk.oldStart - 1;
    if (from < at || from > old.length) throw misfit(file, hunk.oldStart, "the hunk lies outside the file");
    for (; at < from; at += 1) result.push(old[at] ?? "");
    for (const { sign, text } of signed(hunk.lines)) {
      if (sign === "+") {
        result.push(text);
        continue;
      }
      if (old[at] !== text) throw misfit(file, at + 1, "the line is another one");
      if (sign === " ") result.push(text);
      at += 1;
    }
  }
  for (; at < old.length; at += 1) result.push(old[at] ?? "");
  if (file.status === "removed" && result.length > 0) throw misfit(file, 1, "lines would remain");
  if (result.slice(0, -1).some((line) => !line.endsWith("\n")))
    throw misfit(file, result.length, "only the last line may lack its newline");
  return result.join("");
}

/**
 * The file's text before the patch, from its text after it: the way back, as strict as `applyTo`. Throws as it does.
 */
export function revertFrom(file: PatchFile, after: string): string {
  if (file.diff === null) throw invalid(`shows no text for ${JSON.stringify(file.path)}`);
  return applyTo({ ...file, status: "modified", diff: hunksOf(file).map(reversed).join("") }, after);
}

const reversed = (hunk: StructuredPatchHunk): string =>
  unified({
    oldStart: hunk.newStart,
    oldLines: hunk.newLines,
    newStart: hunk.oldStart,
    newLines: hunk.oldLines,
    lines: hunk.lines.map((line) => {
      if (line.startsWith("+")) return `-${line.slice(1)}`;
      return line.startsWith("-") ? `+${line.slice(1)}` : line;
    }),
  });

const misfit = (file: PatchFile, line: number, why: string): Error =>
  invalid(`does not apply to ${JSON.stringify(file.path)} at line ${line}: ${why}`);

/** Lines with their `\n`, so that a missing final newline is part of the comparison. */
const withEndings = (text: string): string[] => {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  return [...lines.map((line) => `${line}\n`), ...(last === "" ? [] : [last])];
};

function signed(lines: string[]): { sign: string; text: string }[] {
  const result: { sign: string; text: string }[] = [];
  for (const line of lines) {
    const last = result.at(-1);
    if (line.startsWith("\\")) {
      if (last) last.text = last.text.slice(0, -1);
    } else {
      result.push({ sign: line[0] ?? " ", text: `${line.slice(1)}\n` });
    }
  }
  return result;
}
