import { addedLines, removedLines } from "./lines.js";
import { safeMode, safePath } from "./paths.js";
import type { Patch, PatchFile, PatchStatus } from "./types.js";

/** One item of `GET /repos/{o}/{r}/pulls/{n}/files`, as far as it is used. */
export interface PullFile {
  filename: string;
  previous_filename?: string;
  status: string;
  additions: number;
  deletions: number;
  /** Blob id of the file after the change. */
  sha?: string | null;
  patch?: string;
}

/** Git's id of a blob of no bytes: tells an empty new file, which has no `patch`, from a binary one. */
const EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

const STATUS: Record<string, PatchStatus> = {
  added: "added",
  copied: "added",
  removed: "removed",
  renamed: "renamed",
};

/**
 * The patch of a pull request. GitHub's list has no file modes: pass those of the head's tree
 * (`GET /git/trees/{sha}?recursive=1`, path -> mode), or links, submodules and executables go unseen.
 * Throws `HEAL_INPUT_INVALID` as `parsePatch` does.
 */
export function fromPullFiles(files: readonly PullFile[], modes?: ReadonlyMap<string, string>): Patch {
  return { files: files.filter((file) => file.status !== "unchanged").map((file) => fromPull(file, modes)) };
}

function fromPull(file: PullFile, modes?: ReadonlyMap<string, string>): PatchFile {
  const path = safePath(file.filename);
  const status = STATUS[file.status] ?? "modified";
  const mode = safeMode(modes?.get(path), path);
  return whole({
    path,
    ...(status === "renamed" && file.previous_filename && { oldPath: safePath(file.previous_filename) }),
    status,
    additions: file.additions,
    deletions: file.deletions,
    diff: file.patch ?? (changesNothing(file, status) ? "" : null),
    ...(mode !== undefined && { mode }),
  });
}

/** A diff that does not show every counted line was cut: it is treated as not shown at all. */
const whole = (file: PatchFile): PatchFile =>
  file.diff !== null &&
  (addedLines(file).length !== file.additions || removedLines(file).length !== file.deletions)
    ? { ...file, diff: null }
    : file;

const changesNothing = (file: PullFile, status: PatchStatus): boolean =>
  file.additions + file.deletions === 0 && (status === "renamed" || file.sha === EMPTY_BLOB);
