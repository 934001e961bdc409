import type { PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext } from "./check.js";
import { folderOf } from "../allowed/role.js";
import { goConstraint } from "./source/go-constraint.js";
import { isTestPath, runnerMark } from "./source/test-paths.js";

/** A failing test does not pass by being gone, nor by moving where no runner looks. */
export const deletedTest: Check = {
  name: "deleted-test",
  says: "no test file is deleted or moved out of sight",
  run: ({ files }, context) =>
    files.flatMap((file) => {
      const { path, oldPath } = file;
      // Obsolete snapshots are removed by the tool that writes them.
      if (
        file.status === "removed" &&
        isTestPath(path) &&
        !(context.producer === "snapshot" && isSnapshot(path))
      )
        return [{ path, reason: "a test file is deleted" }];
      if (oldPath === undefined || !isTestPath(oldPath)) return [];
      const why = hidden(file, oldPath, context);
      return why === null
        ? []
        : [{ path: oldPath, reason: `a test file is renamed to ${JSON.stringify(path)}, ${why}` }];
    }),
};

const isSnapshot = (path: string): boolean => /\.(?:snap|ambr)$/.test(path);

/** Why the new name of a test may be one that its runner does not look for. */
function hidden({ path }: PatchFile, oldPath: string, context: CheckContext): string | null {
  if (!isTestPath(path) || (runnerMark(path) === null) !== (runnerMark(oldPath) === null))
    return "which no test runner finds";
  if (goConstraint(path) !== goConstraint(oldPath)) return "which is compiled on some systems only";
  if (!isAgent(context)) return null;
  if (runnerMark(path) !== runnerMark(oldPath)) return "which another pattern finds, or none";
  // What folders a runner looks into is in its settings.
  return folderOf(path) === folderOf(oldPath) ? null : "in another folder, where the runner may not look";
}
