import { addedLines, removedLines } from "./lines.js";
import { invalid, safeMode, safePath } from "./paths.js";
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

/** GitHub's words (docs.github.com/rest/pulls/pulls, "List pull requests files"); `unchanged` is left out before. */
const STATUS = new Map<string, PatchStatus>([
  ["added", "added"],
  ["copied", "added"],
  ["modified", "modified"],
  ["changed", "modified"],
  ["removed", "removed"],
  ["renamed", "renamed"],
]);

/**
 * The patch of a pull request. GitHub's list has no file modes: pass those of the head's tree
 * (`GET /git/trees/{sha}?recursive=1`, path -> mode). With them, a file that the tree does not name is refused;
 * without them no mode is known, and the check of modes claims nothing. What the list does not show in full
 * (an unknown status, no patch, other counts) has the diff null. Throws `HEAL_INPUT_INVALID` as `parsePatch` does.
 */
export function fromPullFiles(files: readonly PullFile[], modes?: ReadonlyMap<string, string>): Patch {
  const changed = files.filter(
    ({ status, additions, deletions }) => status !== "unchanged" || additions + deletions > 0,
  );
  const seen = new Set<string>();
  for (const { filename } of changed) {
    if (seen.has(filename)) throw invalid(`names ${JSON.stringify(filename)} twice`);
    seen.add(filename);
  }
  return { files: changed.map((file) => fromPull(file, modes)) };
}

function fromPull(file: PullFile, modes?: ReadonlyMap<string, string>): PatchFile {
  const path = safePath(file.filename);
  const known = STATUS.get(file.status);
  const status = known ?? "modified";
  if (status === "renamed" && !file.previous_filename)
    throw invalid(`renames a file to ${JSON.stringify(path)} and does not say which`);
  const mode = safeMode(modes?.get(path), path);
  if (modes && mode === undefined && status !== "removed")
    throw invalid(`changes ${JSON.stringify(path)}, whose mode the head's tree does not tell`);
  return whole({
    path,
    ...(status === "renamed" && file.previous_filename && { oldPath: safePath(file.previous_filename) }),
    status,
    additions: file.additions,
    deletions: file.deletions,
    diff: known === undefined ? null : (file.patch ?? (changesNothing(file, status) ? "" : null)),
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
