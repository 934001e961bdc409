import { addedLines } from "../patch.js";
import type { Check } from "./check.js";

/** Git's modes of plain files; 100664 is an old form of the first. */
const PLAIN = new Set(["100644", "100664"]);

/** Executables, links and submodules: they change what runs, not what it says. */
export const modes: Check = {
  name: "modes",
  says: "no executable, link or submodule",
  run: (patch, { baseFiles }) =>
    patch.files.flatMap((file) => {
      const { path } = file;
      if (addedLines(file).some(({ text }) => /^Subproject commit [0-9a-f]{40}/.test(text)))
        return [{ path, reason: "a submodule would point to another commit" }];
      if (file.mode === undefined || PLAIN.has(file.mode) || file.status === "removed") return [];
      // A tree names the mode of a script that was executable before, too; a new one is another matter.
      const known = file.status === "modified" && file.additions + file.deletions > 0;
      if (file.mode === "100755" && known && baseFiles?.(path)?.startsWith("#!")) return [];
      return [{ path, reason: `the file mode would be ${file.mode}` }];
    }),
};
