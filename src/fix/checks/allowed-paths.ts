import type { Check } from "./check.js";
import { globs } from "./globs.js";

/** A fixer that touches other files than its tool writes did something else. */
export const allowedPaths: Check = {
  name: "allowed-paths",
  says: "only the kinds of files this producer may change",
  run: ({ files }, { allowedPaths: allowed, producer }) => {
    if (!allowed) return [];
    const allows = globs(allowed);
    return files
      .flatMap((file) => (file.oldPath === undefined ? [file.path] : [file.path, file.oldPath]))
      .filter((path) => !allows(path))
      .map((path) => ({ path, reason: `${producer} may not change this kind of file` }));
  },
};
