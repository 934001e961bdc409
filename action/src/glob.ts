import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { matchesParts } from "../../src/core/glob.js";

/**
 * Files below `root` whose path (with `/`) matches one of the patterns, sorted. `*` and `?` stay within a name,
 * `**` spans folders; a pattern that names a folder means all `.xml` files in it. Links are not followed.
 *
 * Matched as heal matches everywhere, in steps that the lengths bound. picomatch makes an expression that backtracks: against
 * `*a*a*a*a*a*a*a*ab` one name of 60 letters takes it 25 s.
 */
export async function findFiles(root: string, patterns: string[]): Promise<string[]> {
  const wanted = patterns.map((pattern) =>
    pattern
      .replace(/^(?:\.\/)+/, "")
      .split("/")
      .filter((part) => part !== ""),
  );
  const found: string[] = [];
  const visit = async (path: string[]): Promise<void> => {
    for (const entry of await readdir(join(root, ...path), { withFileTypes: true })) {
      const inner = [...path, entry.name];
      const skipped = entry.name === ".git" || entry.name === "node_modules";
      if (entry.isDirectory() && !skipped) await visit(inner);
      if (entry.isFile() && wanted.some((parts) => means(parts, inner))) found.push(inner.join("/"));
    }
  };
  if (wanted.length > 0) await visit([]);
  return found.sort();
}

function means(pattern: readonly string[], path: readonly string[]): boolean {
  if (matchesParts(pattern, path)) return true;
  return path.at(-1)?.endsWith(".xml") === true && matchesParts([...pattern, "**"], path);
}
