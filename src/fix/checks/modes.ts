import { addedLines, type Patch } from "../patch.js";
import type { Check } from "./check.js";

/** Git's modes of plain files; 100664 is an old form of the first. */
const PLAIN = new Set(["100644", "100664"]);

/** Executables, links and submodules: they change what runs, not what it says. */
export const modes: Check = {
  name: "modes",
  says: (patch) =>
    modesKnown(patch) ? "no executable, link or submodule" : "no submodule; the file modes were not given",
  run: (patch) =>
    patch.files.flatMap((file) => {
      const { path, mode } = file;
      if (addedLines(file).some(({ text }) => /^Subproject commit [0-9a-f]{40}/.test(text)))
        return [{ path, reason: "a submodule would point to another commit" }];
      if (mode === undefined || PLAIN.has(mode) || file.status === "removed") return [];
      // A script that is executable already may be changed where the patch itself says that the mode stays.
      if (mode === "100755" && file.oldMode === mode && file.status === "modified") return [];
      return [{ path, reason: `the file mode would be ${mode}` }];
    }),
};

/** A rename alone keeps its mode, and `git diff` does not repeat it. */
const modesKnown = ({ files }: Patch): boolean =>
  files.every(
    ({ mode, status, diff }) =>
      mode !== undefined || status === "removed" || (status === "renamed" && diff === ""),
  );
