import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Files below `root` whose path (with `/`) matches one of the patterns, sorted. `*` and `?` stay within a name,
 * `**` spans folders; a pattern that names a folder means all `.xml` files in it. Links are not followed.
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
      if (entry.isFile() && wanted.some((parts) => matchesPath(parts, inner))) found.push(inner.join("/"));
    }
  };
  if (wanted.length > 0) await visit([]);
  return found.sort();
}

export function matchesPath(pattern: string[], path: string[]): boolean {
  const [part, ...rest] = pattern;
  const [name, ...deeper] = path;
  // All of the pattern is used: the path ends here too, or goes on below the folder that was named.
  if (part === undefined) return path.length === 0 || path.at(-1)?.endsWith(".xml") === true;
  if (part === "**") return matchesPath(rest, path) || (name !== undefined && matchesPath(pattern, deeper));
  return name !== undefined && matchesName(part, name) && matchesPath(rest, deeper);
}

/** `*` and `?` in one name; walks back to the last star only, so time is bounded by the lengths' product. */
export function matchesName(pattern: string, name: string): boolean {
  let [at, star, from] = [0, -1, 0];
  for (let index = 0; index < name.length; ) {
    const sign = pattern.charAt(at);
    if (sign === "*") [star, at, from] = [at, at + 1, index];
    else if (at < pattern.length && (sign === "?" || sign === name.charAt(index)))
      [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, from, index] = [star + 1, from + 1, from + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
