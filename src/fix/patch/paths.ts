import { HealError } from "../../core/errors.js";
import { clip } from "../../core/text.js";
import { folded } from "./names.js";

/** The longest path Linux takes (PATH_MAX). */
const MAX_PATH = 4_096;
/** Symbolic links and submodules point elsewhere: what they name cannot be checked. */
const REFUSED_MODES: Record<string, string> = { "120000": "a symbolic link", "160000": "a submodule" };

export const invalid = (reason: string): HealError =>
  new HealError("HEAL_INPUT_INVALID", `the patch ${reason}`);

/** The path itself when it stays inside the repository; throws `HEAL_INPUT_INVALID` otherwise. */
export function safePath(path: string): string {
  const shown = JSON.stringify(clip(path, 120));
  if (path === "" || path.length > MAX_PATH) throw invalid("names an empty or overlong path");
  if (path.includes("\0")) throw invalid(`names a path with a NUL: ${shown}`);
  if (path.startsWith("/") || /^[a-z]:/i.test(path) || path.includes("\\"))
    throw invalid(`names an absolute or foreign path: ${shown}`);
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    throw invalid(`names a path that leaves its folder: ${shown}`);
  if (parts.some((part) => folded(part) === ".git")) throw invalid(`names git's own folder: ${shown}`);
  return path;
}

export function safeMode(mode: string | undefined, path: string): string | undefined {
  const refused = mode === undefined ? undefined : REFUSED_MODES[mode];
  if (refused) throw invalid(`makes ${JSON.stringify(clip(path, 120))} ${refused}`);
  return mode;
}
