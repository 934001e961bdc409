import type { Check } from "./check.js";
import { isTestPath } from "./source/test-paths.js";

/** A failing test does not pass by being gone, nor by moving where no runner looks. */
export const deletedTest: Check = {
  name: "deleted-test",
  says: "no test file is deleted or moved out of sight",
  run: ({ files }, { producer }) =>
    files.flatMap((file) => {
      const { path, oldPath } = file;
      // Obsolete snapshots are removed by the tool that writes them.
      if (file.status === "removed" && isTestPath(path) && !(producer === "snapshot" && isSnapshot(path)))
        return [{ path, reason: "a test file is deleted" }];
      if (oldPath !== undefined && isTestPath(oldPath) && runnerName(oldPath) !== runnerName(path))
        return [
          {
            path: oldPath,
            reason: `a test file is renamed to ${JSON.stringify(path)}, which no test runner finds`,
          },
        ];
      return [];
    }),
};

const isSnapshot = (path: string): boolean => /\.(?:snap|ambr)$/.test(path);

/** Whether a runner finds it by its own name or only by its folder. */
const runnerName = (path: string): string => {
  const base = path.slice(path.lastIndexOf("/") + 1);
  if (isTestPath(base)) return "name";
  return isTestPath(path) ? "folder" : "none";
};
