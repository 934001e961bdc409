import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { HealError } from "../core/errors.js";
import type { FileChange } from "../github/port.js";
import { applyTo, type Patch, type PatchFile } from "./patch.js";

/** A file at the commit that a patch is for. */
export interface BaseFile {
  bytes: Buffer;
  /** Git's mode in the commit's tree. */
  mode: string;
}

/**
 * The files as they are to be committed: byte for byte what the patch makes of the base, with the base's own mode. Throws
 * `HEAL_INPUT_INVALID` for a file that is no plain UTF-8 text, that is not the one the patch was made from, or that would become
 * another one than the patch says.
 */
export const changesOf = (patch: Patch, base: ReadonlyMap<string, BaseFile>): FileChange[] =>
  patch.files.flatMap((file) => changeOf(file, base.get(file.oldPath ?? file.path)));

function changeOf(file: PatchFile, before: BaseFile | undefined): FileChange[] {
  if (file.status === "added" ? before !== undefined : before === undefined)
    throw refuse(file, before ? "is there already" : "is not there");
  if (before && !PLAIN.has(before.mode)) throw refuse(file, `has the mode ${before.mode}`);
  const old = before?.bytes ?? Buffer.alloc(0);
  if (!isUtf8(old)) throw refuse(file, "is not UTF-8, so a patch of text would change its other bytes");
  if (before && !isBlob(file.blobs?.before, old))
    throw refuse(file, "is not the file the patch was made from");
  if (file.status === "removed") return [{ path: file.path, content: null }];
  const content = applyTo(file, old.toString("utf8"));
  if (!isBlob(file.blobs?.after, Buffer.from(content, "utf8")))
    throw refuse(file, "would not become the file that the fixer made");
  const change = { path: file.path, content, ...(before?.mode === "100755" ? { executable: true } : {}) };
  return file.oldPath === undefined ? [change] : [{ path: file.oldPath, content: null }, change];
}

const PLAIN = new Set(["100644", "100755"]);

/** Git's id of a blob is the hash of its length and bytes; a diff may show its beginning alone. */
function isBlob(id: string | undefined, bytes: Buffer): boolean {
  if (id === undefined) return true;
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex").startsWith(id);
}

const refuse = ({ path, oldPath }: PatchFile, why: string): HealError =>
  new HealError("HEAL_INPUT_INVALID", `${JSON.stringify(oldPath ?? path)} ${why}`);
