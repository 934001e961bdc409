import { applyTo, hunkTexts, revertFrom, type Patch, type PatchFile } from "../patch.js";
import { hunksOf } from "../patch/lines.js";
import { defaultLimits, type CheckContext } from "./check.js";

/** Larger files are judged by their hunks alone. */
const MAX_FILE = 1_000_000;
/** Lines of context that git and GitHub show around a change. */
const CONTEXT_LINES = 3;

export interface Versions {
  before: string;
  after: string;
  /** Whether both are the whole file; otherwise they are what the hunks show of it. */
  complete: boolean;
}

/**
 * A file before and after the patch: whole when the base or the head is known, or when the hunks show all of it.
 * Throws `HEAL_INPUT_INVALID` when the patch does not fit the text that is known.
 */
export function versions(
  file: PatchFile,
  { baseFiles, headFiles }: Pick<CheckContext, "baseFiles" | "headFiles">,
): Versions {
  if (file.diff === null) return { before: "", after: "", complete: false };
  const before = file.status === "added" ? "" : (baseFiles?.(file.oldPath ?? file.path) ?? null);
  if (before !== null && before.length <= MAX_FILE)
    return { before, after: applyTo(file, before), complete: true };
  const after = file.status === "removed" ? "" : (headFiles?.(file.path) ?? null);
  if (after !== null && after.length <= MAX_FILE)
    return { before: revertFrom(file, after), after, complete: true };
  return { ...hunkTexts(file), complete: showsAll(file) };
}

/**
 * The texts for `headFiles`: of every file that a patch changes and leaves, as `read` finds it at the head commit.
 * Those of a patch over the size limit are not read, because its size alone refuses it.
 */
export async function headTexts(
  { files }: Patch,
  read: (path: string) => Promise<string | null>,
): Promise<ReadonlyMap<string, string | null>> {
  const texts = new Map<string, string | null>();
  if (files.length > defaultLimits.files) return texts;
  for (const { path, status, diff } of files)
    if (diff !== null && diff !== "" && (status === "modified" || status === "renamed"))
      texts.set(path, await read(path));
  return texts;
}

/**
 * One hunk from the first line on that ends with less context than there would be if more followed; of JSON also one
 * whose two sides are complete values, because nothing may follow one.
 */
function showsAll(file: PatchFile): boolean {
  const [hunk, more] = hunksOf(file);
  if (!hunk || more || hunk.oldStart > 1 || hunk.newStart > 1) return false;
  const lines = hunk.lines.filter((line) => !line.startsWith("\\"));
  if (file.path.endsWith(".json") && isJson(hunkTexts(file).before) && isJson(hunkTexts(file).after))
    return true;
  return lines.slice(-CONTEXT_LINES).some((line) => !line.startsWith(" ")) || lines.length < CONTEXT_LINES;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
