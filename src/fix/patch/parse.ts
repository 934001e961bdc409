import { parsePatch as readDiff, type StructuredPatch, type StructuredPatchHunk } from "diff";
import { HealError, reasonOf } from "../../core/errors.js";
import { clip } from "../../core/text.js";
import { unified } from "./lines.js";
import { invalid, safeMode, safePath } from "./paths.js";
import type { Patch, PatchFile, PatchStatus } from "./types.js";

/** Far above every limit of the checks: only keeps a hostile artifact from filling memory. */
const MAX_BYTES = 10_000_000;

/**
 * Reads the output of `git diff` (quoted paths, renames, mode changes, binary files, missing final newlines).
 * Throws `HEAL_INPUT_INVALID` for anything else, for paths outside the repository, for symbolic links and
 * submodules, and for a path named twice.
 */
export function parsePatch(text: string): Patch {
  if (text.length > MAX_BYTES) throw invalid(`has more than ${MAX_BYTES} characters`);
  // Inside a hunk every line begins with ` `, `+`, `-` or `\`, so this can only be the head of a file.
  const [before = "", ...sections] = text.split(/^diff --git /m);
  if (before.trim() !== "") throw invalid("does not begin with `diff --git`");
  const files = sections.map((section) => readFile(`diff --git ${section}`));
  const seen = new Set<string>();
  for (const path of files.flatMap((f) => (f.oldPath === undefined ? [f.path] : [f.path, f.oldPath]))) {
    if (seen.has(path)) throw invalid(`names ${JSON.stringify(clip(path, 120))} twice`);
    seen.add(path);
  }
  return { files };
}

function readFile(section: string): PatchFile {
  const read = structured(section);
  const oldPath = read.oldFileName === "/dev/null" ? null : bare(read.oldFileName, "a/");
  const newPath = read.newFileName === "/dev/null" ? null : bare(read.newFileName, "b/");
  const path = safePath(newPath ?? oldPath ?? "");
  if (oldPath !== null) safePath(oldPath);
  const status = statusOf(read, oldPath, newPath);
  if (status === "modified" && oldPath !== newPath)
    throw invalid(`names two paths without saying that it is a rename: ${JSON.stringify(clip(path, 120))}`);
  // `index a..b 100644` stands where the mode stays.
  const kept = indexMode(section);
  const oldMode = safeMode(read.oldMode ?? kept, path);
  const mode = safeMode(read.newMode ?? kept, path);
  const blobs = indexBlobs(section);
  const binary = read.isBinary === true || /^GIT binary patch$/m.test(header(section));
  return {
    path,
    ...(status === "renamed" && oldPath !== null && { oldPath }),
    status,
    additions: count(read.hunks, "+"),
    deletions: count(read.hunks, "-"),
    diff: binary ? null : read.hunks.map(unified).join(""),
    ...(blobs && { blobs }),
    ...(mode !== undefined && { mode }),
    ...(oldMode !== undefined && { oldMode }),
  };
}

function structured(section: string): StructuredPatch {
  let read: StructuredPatch[];
  try {
    read = readDiff(section);
  } catch (error) {
    throw new HealError("HEAL_INPUT_INVALID", `the patch is malformed: ${clip(reasonOf(error), 200)}`, {
      cause: error,
    });
  }
  const [only, more] = read;
  if (!only || more) throw invalid("holds a file without its `diff --git` line");
  return only;
}

function statusOf(read: StructuredPatch, oldPath: string | null, newPath: string | null): PatchStatus {
  if (read.isCreate || read.isCopy || oldPath === null) return "added";
  if (read.isDelete || newPath === null) return "removed";
  return read.isRename ? "renamed" : "modified";
}

function bare(name: string | undefined, prefix: "a/" | "b/"): string {
  if (name === undefined || !name.startsWith(prefix)) throw invalid(`has a path without \`${prefix}\``);
  return name.slice(prefix.length);
}

const header = (section: string): string => section.split(/^@@ /m, 1)[0] ?? "";
const indexMode = (section: string): string | undefined =>
  /^index [0-9a-f]+\.\.[0-9a-f]+ (\d{6})$/m.exec(header(section))?.[1];
function indexBlobs(section: string): PatchFile["blobs"] {
  const [, before, after] =
    /^index ([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})(?: \d{6})?$/m.exec(header(section)) ?? [];
  return before === undefined || after === undefined ? undefined : { before, after };
}
const count = (hunks: StructuredPatchHunk[], sign: string): number =>
  hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.startsWith(sign)).length, 0);
