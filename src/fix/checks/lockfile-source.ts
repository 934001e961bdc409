import { HealError } from "../../core/errors.js";
import { lockObjection, unrequestedPackages } from "../lockfiles/compare.js";
import { lockFormatOf, readLock, type LockFormat } from "../lockfiles/index.js";
import { dependenciesIn, compareManifest } from "../manifests/compare.js";
import { manifestOf } from "../manifests/index.js";
import type { Patch, PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext, type Objection } from "./check.js";
import { folderOf } from "../allowed/role.js";
import { versions } from "./versions.js";

export const isLockfile = (path: string): boolean => lockFormatOf(path) !== null;

/** A package that suddenly comes from another place, or with another content, is another package. */
export const lockfileSource: Check = {
  name: "lockfile-source",
  says: "packages come from where they came from before, with the content they had",
  run: (patch, context) =>
    patch.files.flatMap((file) => {
      const format = file.status === "removed" ? null : lockFormatOf(file.path);
      if (format) return inLock(format, file, patch, context);
      return isAgent(context) && manifestOf(file.path) ? inManifest(file, context) : [];
    }),
};

function inManifest(file: PatchFile, context: CheckContext): Objection[] {
  const found = compareManifest(file, context);
  const { path } = file;
  if ("unreadable" in found)
    return [{ path, reason: `where its packages come from cannot be told: ${found.unreadable}` }];
  return found.verdicts
    .flatMap((one) => (one.kind === "source" ? [{ path, reason: one.reason }] : []))
    .slice(0, 1);
}

function inLock(format: LockFormat, file: PatchFile, patch: Patch, context: CheckContext): Objection[] {
  const reason = lockReason(format, file, patch, context);
  return reason === null ? [] : [{ path: file.path, reason }];
}

function lockReason(format: LockFormat, file: PatchFile, patch: Patch, context: CheckContext): string | null {
  const { path } = file;
  const shown = versions(file, context);
  if (!shown.complete)
    return "the patch does not show the lock file whole, so where packages come from is not known";
  try {
    const before = readLock(format, shown.before);
    const after = readLock(format, shown.after);
    const why = lockObjection(format, before, after);
    if (why !== null || !format.needs || !isAgent(context)) return why;
    const beside = patch.files.filter((one) => folderOf(one.path) === folderOf(path));
    const stray = unrequestedPackages(
      before,
      after,
      beside.flatMap((one) => dependenciesIn(one, context)),
    );
    return stray === null ? null : `nothing asks for the new package ${JSON.stringify(stray.slice(0, 80))}`;
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_INPUT_INVALID")
      return `the lock file cannot be judged: ${error.message}`;
    throw error;
  }
}
