import { type Dirent, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { HealError } from "../../core/errors.js";
import { glob } from "../../core/glob.js";

/** Folders that hold others' files: looked into only where a pattern names them. */
const SKIPPED = ["node_modules", ".git"];

/**
 * The files that an argument means: itself, or what a pattern (`**` + `/TEST-*.xml`) finds, sorted. A file whose own name has a `*`
 * is meant by that name. Throws `HEAL_INPUT_UNREADABLE` where a pattern finds nothing.
 */
export async function filesOf(argument: string): Promise<string[]> {
  if (!/[*?]/.test(argument) || existsSync(argument)) return [argument];
  const parts = argument.replaceAll("\\", "/").split("/");
  const first = parts.findIndex((part) => /[*?]/.test(part));
  const root = parts.slice(0, first).join("/") || (argument.startsWith("/") ? "/" : ".");
  const matches = glob(parts.slice(first).join("/"));
  const skipped = SKIPPED.filter((name) => !parts.includes(name));
  const found: string[] = [];
  const visit = async (path: readonly string[]): Promise<void> => {
    for (const entry of await entriesOf(join(root, ...path))) {
      const inner = [...path, entry.name];
      if (entry.isDirectory() && !skipped.includes(entry.name)) await visit(inner);
      else if (entry.isFile() && matches(inner.join("/"))) found.push(join(root, ...inner));
    }
  };
  await visit([]);
  if (found.length === 0) throw new HealError("HEAL_INPUT_UNREADABLE", "no file matches this pattern");
  return found.sort();
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A folder that is not there, or not ours to read, holds no match.
    if (code === "ENOENT" || code === "EACCES" || code === "EPERM") return [];
    throw error;
  }
}
