import { matchesParts, type Steps } from "../core/glob.js";

/** Where GitHub looks, in this order (docs: about code owners). */
export const CODEOWNERS_PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** GitHub takes at most 10 assignees. */
const ASSIGNEES = 10;
/** Longer than any line that people write; GitHub reads no file above 3 MB (docs: about code owners, file size). */
const LINE = 2_000;
const FILE = 3 * 1024 * 1024;
const PATHS = 10;
/** Comparisons for one question, some 10 ms; whoever owns the rest is not found out. */
const STEPS = 500_000;

/**
 * Logins that own the first of these paths somebody owns; teams and mail addresses cannot be assigned. `paths` may come
 * from reports: what is no plain relative path is left out.
 */
export function ownersOf(
  codeowners: string,
  paths: readonly string[],
  steps: Steps = { taken: 0 },
): string[] {
  if (codeowners.length > FILE) return [];
  // The last line that matches counts, so the file is read from its end.
  const lines = codeowners.split("\n").reverse();
  for (const path of paths.slice(0, PATHS)) {
    if (!/^[\w@.-][^\\\0]{0,300}$/.test(path) || path.split("/").includes("..")) continue;
    const owners = ownersOfPath(lines, path.split("/"), steps);
    const logins = owners.flatMap((owner) => /^@([a-z\d-]{1,39})$/i.exec(owner)?.[1] ?? []);
    if (logins.length > 0) return logins.slice(0, ASSIGNEES);
  }
  return [];
}

function ownersOfPath(lines: readonly string[], path: readonly string[], steps: Steps): string[] {
  for (const line of lines) {
    steps.taken += 1;
    if (steps.taken > STEPS) return [];
    if (line.length > LINE || line.startsWith("#")) continue;
    const [pattern = "", rest] = split(line.trimStart());
    if (pattern === "" || !owns(pattern, path, steps)) continue;
    const [owners = ""] = rest.split(/\s#/, 1);
    return owners.split(/\s+/).filter((owner) => owner !== "");
  }
  return [];
}

/** The pattern, in which a space is written `\\ `, and what stands behind it. */
function split(line: string): [pattern: string, rest: string] {
  let end = line.search(/\s/);
  if (end < 0) return [line, ""];
  if (!line.includes("\\ ")) return [line.slice(0, end), line.slice(end)];
  while (end < line.length && (line[end] !== " " || line[end - 1] === "\\")) end += 1;
  return [line.slice(0, end).replaceAll("\\ ", " "), line.slice(end)];
}

/**
 * As GitHub reads a pattern (docs: about code owners, CODEOWNERS syntax): like gitignore, but `!` and `[ ]` have no meaning. A
 * slash that is not the last anchors it at the root; a name means the file, or everything in the folder; `docs/*` is not what
 * is below its folders.
 */
function owns(pattern: string, path: readonly string[], steps: Steps): boolean {
  if (/^!|[[\]]/.test(pattern)) return false;
  const folder = pattern.endsWith("/");
  const bare = folder ? pattern.slice(0, -1) : pattern;
  const anchored = bare.includes("/");
  const parts = [...(anchored ? [] : ["**"]), ...bare.replace(/^\//, "").split("/")];
  if (!folder && matchesParts(parts, path, steps)) return true;
  const last = parts.at(-1);
  if (last === "**" || (anchored && last === "*" && !folder)) return false;
  return matchesParts([...parts, "**", "*"], path, steps);
}
