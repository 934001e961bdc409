import type { CheckContext } from "../checks/check.js";
import { runnerMark } from "../checks/source/test-paths.js";
import { extensionOf, isSource } from "./kinds.js";

/** Where GitHub's runners keep the repository: what stands before a path in their logs. */
const WORKSPACE =
  /^(?:\/(?:home|Users)\/runner\/work\/[^/]+\/[^/]+|\/github\/workspace|\/__w\/[^/]+\/[^/]+|[A-Za-z]:\/a\/[^/]+\/[^/]+)\//;
/** A word of a log that ends like a file's name. */
const WORD = /[\w@.+/\\[\]:~-]{1,300}/g;
/** Code of others, which a log may name as well. */
const FOREIGN = new Set(
  "node_modules site-packages dist-packages vendor .venv venv target dist build".split(" "),
);
const MAX_LINES = 400;
const MAX_LINE = 4_000;

const GROUPS = new Map(
  [
    "js jsx ts tsx mjs cjs mts cts vue svelte astro css scss sass less",
    "py pyx",
    "java kt scala groovy",
    "c h cc cpp cxx hh hpp hxx m mm",
    "ex exs",
    "erl hrl",
    "rb erb",
    "clj cljs cljc",
  ].flatMap((line) => line.split(" ").map((extension) => [extension, line] as const)),
);
/** Languages that are written side by side in one program count as one. */
export const languageOf = (path: string): string => GROUPS.get(extensionOf(path)) ?? extensionOf(path);

/** What an incident is about, as far as its evidence and its failing tests name files of the repository. */
export interface Incident {
  /** Paths from the evidence: from the repository's root, or from the folder that a job ran in. */
  named: ReadonlySet<string>;
  /** Files of the failing tests, written the same way. */
  tests: ReadonlySet<string>;
  /** Languages of both; empty: nothing was named. */
  languages: ReadonlySet<string>;
}

export function incidentOf({ evidence = [], failingTests = [], headPaths }: CheckContext): Incident {
  const own = (reported: string): string[] => ownPath(reported, headPaths) ?? [];
  const named = new Set(evidence.slice(0, MAX_LINES).flatMap((line) => wordsIn(line).flatMap(own)));
  const tests = new Set(failingTests.flatMap(({ file }) => (file ? own(file) : [])));
  const languages = new Set([...named, ...tests].map(languageOf));
  return { named, tests, languages };
}

/** `src/a.ts:3:7`, `src/a.ts:` and `file:///src/a.ts`: what is around a path is taken off. */
const wordsIn = (line: string): string[] =>
  (line.slice(0, MAX_LINE).match(WORD) ?? []).map((word) =>
    word.replace(/^file:\/\//, "").replace(/(?::\d{1,9}){0,2}[:.\]]{0,3}$/, ""),
  );

/** A path as the repository spells it; null for what is outside of it, others' code, or no source. */
function ownPath(reported: string, tree: CheckContext["headPaths"]): string[] | null {
  const path = reported
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .replace(WORKSPACE, "");
  const isAbsolute = path.startsWith("/");
  const parts = (isAbsolute ? path.slice(1) : path).split("/");
  const isOwn =
    !path.includes(":") && parts.every((part) => part !== "" && part !== ".." && !FOREIGN.has(part));
  if (!isOwn || !isSource(path)) return null;
  if (!isAbsolute) return [path];
  const tail = tree && !SYSTEM.has(parts[0] ?? "") ? tailIn(parts, tree) : undefined;
  return tail === undefined ? null : [tail];
}
const SYSTEM = new Set("usr opt lib lib64 etc bin sbin proc sys dev hostedtoolcache root".split(" "));

/**
 * In a container or on a machine of one's own the workspace is anywhere: the longest end of the path that the head's
 * tree has. A name alone counts for tests only, because every library has an `index.js`.
 */
const tailIn = (parts: readonly string[], tree: ReadonlySet<string>): string | undefined =>
  parts
    .map((_part, i) => parts.slice(i).join("/"))
    .find((tail) => tree.has(tail) && (tail.includes("/") || runnerMark(tail) !== null));

/** Whether one of these names the path: whole, or, when it has a folder, from the folder that a job ran in. */
export const isAmong = (names: ReadonlySet<string>, path: string): boolean => {
  if (names.has(path)) return true;
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const rest = path.slice(at + 1);
    if (rest.includes("/") && names.has(rest)) return true;
  }
  return false;
};
