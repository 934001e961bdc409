/** Patches as data: read from `git diff` text or from GitHub's list of a pull request's files, and applied exactly. */
export type { Patch, PatchFile, PatchStatus } from "./patch/types.js";
export { parsePatch } from "./patch/parse.js";
export { fromPullFiles, type PullFile } from "./patch/pull-files.js";
export { applyTo, revertFrom } from "./patch/apply.js";
export { addedLines, removedLines, hunkTexts, type Line } from "./patch/lines.js";
