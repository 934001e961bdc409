import { HealError } from "../../core/errors.js";
import type { CheckContext } from "../checks/check.js";
import { versions } from "../checks/versions.js";
import type { PatchFile } from "../patch.js";
import { changesOf, manifestOf, type Verdict } from "./index.js";

/** What a patch changes in a manifest, entry by entry, or why that cannot be told. */
export function compareManifest(
  file: PatchFile,
  context: Pick<CheckContext, "baseFiles" | "headFiles">,
): { verdicts: Verdict[] } | { unreadable: string } {
  const manifest = manifestOf(file.path);
  if (!manifest || file.diff === null) return { unreadable: "it is not shown as text" };
  const { before, after, complete } = versions(file, context);
  if (!complete) return { unreadable: "the patch does not show it whole" };
  try {
    return {
      verdicts: changesOf(manifest.read(before), manifest.read(after)).map((change) =>
        manifest.judge(change),
      ),
    };
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_INPUT_INVALID")
      return { unreadable: error.message };
    throw error;
  }
}

/** Names of the dependencies that a patch changes in a manifest; none for other files. */
export function dependenciesIn(
  file: PatchFile,
  context: Pick<CheckContext, "baseFiles" | "headFiles">,
): string[] {
  if (!manifestOf(file.path)) return [];
  const found = compareManifest(file, context);
  return "unreadable" in found
    ? []
    : found.verdicts.flatMap((one) => (one.kind === "dependency" ? one.names : []));
}
