import { hunksOf } from "../patch/lines.js";
import type { PatchFile } from "../patch.js";
import { isAgent, type Check } from "./check.js";

/** What cannot be read cannot be checked. A tool's removal of a binary file needs no reading. */
export const binary: Check = {
  name: "binary",
  says: "every change is text that can be read",
  run: ({ files }, context) =>
    files.flatMap((file) => {
      const { path } = file;
      if (file.diff === null)
        return file.status === "removed" && !isAgent(context)
          ? []
          : [{ path, reason: "the change is binary, cut, or too large to show" }];
      return undecodable(file) ? [{ path, reason: "it holds bytes that are not UTF-8" }] : [];
    }),
};

/** JSON and UTF-8 decoders put U+FFFD where bytes did not decode: what is shown is not what is there. */
const undecodable = (file: PatchFile): boolean =>
  hunksOf(file).some((hunk) => hunk.lines.some((line) => line.includes("\ufffd")));
