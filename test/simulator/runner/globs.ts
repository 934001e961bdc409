import { readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { errorCode } from "./error-code.js";

export interface Found {
  /** Absolute paths, sorted. */
  files: string[];
  /** The folder (or file) in front of the first wildcard of each pattern. */
  roots: string[];
}

/**
 * Files that glob patterns name, as @actions/glob reads them: relative to `base`, `!` takes out, `#` begins a
 * comment, the last pattern that matches wins, a folder means all that is in it. Symbolic links are not followed.
 */
export function findFiles(base: string, patterns: string[], { hidden = true } = {}): Found {
  const rules = patterns
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== "" && !pattern.startsWith("#"))
    .map((pattern) => {
      const out = pattern.startsWith("!");
      const path = resolve(base, out ? pattern.slice(1) : pattern);
      const root = path.split(sep).slice(0, wildcardAt(path)).join(sep) || sep;
      const matches = picomatch([path, `${path}/**`], { dot: true });
      return { out, root, matches };
    });
  const roots = rules.filter((rule) => !rule.out).map((rule) => rule.root);
  const candidates = new Set(roots.flatMap((root) => walk(root, hidden)));
  const wanted = (file: string) => rules.reduce((is, rule) => (rule.matches(file) ? !rule.out : is), false);
  return { files: [...candidates].filter(wanted).sort(), roots };
}

function wildcardAt(path: string): number {
  const parts = path.split(sep);
  const at = parts.findIndex((part) => /[*?[{]/.test(part));
  return at < 0 ? parts.length : at;
}

function walk(path: string, hidden: boolean): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      if (!hidden && entry.name.startsWith(".")) return [];
      const inner = join(path, entry.name);
      return entry.isDirectory() ? walk(inner, hidden) : entry.isFile() ? [inner] : [];
    });
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOTDIR") return [path];
    if (code === "ENOENT") return [];
    throw error;
  }
}
