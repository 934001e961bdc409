import { applyTo, hunkTexts, type PatchFile } from "../patch.js";

/** Larger files are judged by their hunks alone. */
const MAX_FILE = 1_000_000;

/**
 * A file before and after the patch: whole when the base is known, otherwise what the hunks show of it.
 * Throws `HEAL_INPUT_INVALID` when the patch does not apply to the base.
 */
export function versions(
  file: PatchFile,
  baseFiles?: (path: string) => string | null,
): { before: string; after: string; complete: boolean } {
  if (file.diff === null) return { before: "", after: "", complete: false };
  const before = file.status === "added" ? "" : (baseFiles?.(file.oldPath ?? file.path) ?? null);
  if (before === null || before.length > MAX_FILE) return { ...hunkTexts(file), complete: false };
  return { before, after: applyTo(file, before), complete: true };
}
