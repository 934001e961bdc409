import { parseDocument } from "yaml";

/** A branch of the repository itself, and the pull request from it. */
export interface Head {
  branch: string;
  base: string;
}

const MOST = 128 * 1024;
const OPENED = ["opened", "synchronize", "reopened"];

/**
 * Whether a workflow is due at a pull request's head, by its `on:` alone. In doubt it is: only what the file plainly leaves
 * out is not waited for. Where paths are named GitHub decides, by what was changed.
 */
export function isDue(file: string | null, head: Head): boolean {
  if (file === null || file.length > MOST) return true;
  const read = parseDocument(file);
  if (read.errors.length > 0) return true;
  const on = triggersOf(read.toJS({ maxAliasCount: 20 }));
  if (on === undefined) return true;
  if (typeof on === "string" || Array.isArray(on))
    return [on].flat().some((event) => event === "push" || event === "pull_request");
  if (!isRecord(on)) return true;
  return (
    ("push" in on && pushed(on["push"], head)) || ("pull_request" in on && pulled(on["pull_request"], head))
  );
}

function pushed(filter: unknown, { branch }: Head): boolean {
  if (!isRecord(filter)) return true;
  if (hasPaths(filter)) return false;
  if ("branches" in filter) return fits(filter["branches"], branch);
  if ("branches-ignore" in filter) return !listed(filter["branches-ignore"]).includes(branch);
  // Tags alone: no branch starts it.
  return !("tags" in filter || "tags-ignore" in filter);
}

function pulled(filter: unknown, { base }: Head): boolean {
  if (!isRecord(filter)) return true;
  if (hasPaths(filter)) return false;
  if ("types" in filter && !listed(filter["types"]).some((type) => OPENED.includes(type))) return false;
  if ("branches" in filter) return fits(filter["branches"], base);
  return !("branches-ignore" in filter) || !listed(filter["branches-ignore"]).includes(base);
}

/** A pattern with any sign of its own may fit. */
const fits = (patterns: unknown, name: string): boolean =>
  listed(patterns).some((pattern) => pattern === name || /[^\w./-]/.test(pattern));

const listed = (value: unknown): string[] => [value].flat().map(String);
const hasPaths = (filter: Record<string, unknown>): boolean => "paths" in filter || "paths-ignore" in filter;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const triggersOf = (document: unknown): unknown => (isRecord(document) ? document["on"] : undefined);
