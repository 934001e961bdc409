import { isRecord } from "../manifests/change.js";
import type { Lock, LockEntry } from "./lock.js";
import { sourceOf } from "./sources.js";

type Table = Record<string, unknown>;

/** Keys under which formats keep what proves a package's content. */
const PROOFS = new Set(
  "integrity checksum hash hashes shasum sha256 sha512 contentHash reference resolved_reference commit revision".split(
    " ",
  ),
);
/** Keys under which a package or the root lists what it asks for. */
const NEEDS =
  /^(?:(?:dev|optional|peer|build)?[-_]?dependencies|(?:dev|optional|peer)Dependencies|requires?(?:-dev)?|DEPENDENCIES)$/;
/** What is said about a package to people; nothing is fetched from there. */
const PROSE = new Set(
  "funding homepage bugs support authors author notification-url deprecated license keywords".split(" "),
);

/** Walks a lock file's tree once: every table with a version, an address or a proof is an entry. */
export function lockOf(tree: unknown): Lock {
  const entries: LockEntry[] = [];
  const sources = new Set<string>();
  const roots: string[] = [];
  const note = (text: string): string | null => {
    const source = sourceOf(text);
    if (source !== null) sources.add(source);
    return source;
  };
  const visit = (value: unknown, key: string, entry: LockEntry | null): void => {
    if (typeof value === "string") {
      const source = note(value);
      if (!entry) return;
      if (PROOFS.has(key) && value !== "") entry.proofs.push(value);
      if (source !== null) entry.urls.push(value);
      // Behind `#` stands a hash (Yarn 1) or a commit.
      if (source !== null && value.includes("#")) entry.proofs.push(value.slice(value.indexOf("#") + 1));
      return;
    }
    const needed = NEEDS.test(key) ? neededNames(value) : [];
    if (entry) entry.needs.push(...needed);
    else roots.push(...needed);
    if (Array.isArray(value)) for (const one of value) visit(one, isRecord(one) ? "" : key, entry);
    if (!isRecord(value)) return;
    // pnpm keeps the proof in a table of its own inside the entry.
    const own = key !== "resolution" && isEntry(value) ? entryOf(value, key) : null;
    if (own) entries.push(own);
    if (typeof value.dependency === "string" && value.dependency.startsWith("direct")) roots.push(key);
    for (const [name, inner] of Object.entries(value)) {
      note(name);
      if (!PROSE.has(name)) visit(inner, name, own ?? entry);
    }
  };
  visit(tree, "", null);
  return { entries: entries.map(sorted), sources: [...sources], roots };
}

const sorted = (entry: LockEntry): LockEntry => ({
  ...entry,
  proofs: [...entry.proofs].sort(),
  urls: [...entry.urls].sort(),
  needs: [...entry.needs].sort(),
});

/** pnpm's importers name a version beside what was asked for: that is a need, not a package. */
const isEntry = (table: Table): boolean =>
  typeof table.specifier !== "string" &&
  (["version", "resolved", "integrity", "checksum"].some((key) => typeof table[key] === "string") ||
    Array.isArray(table.hashes) ||
    isRecord(table.resolution));

function entryOf(table: Table, key: string): LockEntry {
  const keyed = fromKey(key);
  const text = (name: string): string => (typeof table[name] === "string" ? table[name] : "");
  // Yarn from 2 on says what a range was resolved to; NuGet writes the version where npm writes the address.
  const resolution = fromKey(text("resolution"));
  const resolved = sourceOf(text("resolved")) === null ? text("resolved") : "";
  const name = text("name") || resolution.name || keyed.name;
  return {
    name,
    alias: keyed.name === "" || keyed.name === name ? null : keyed.name,
    version: text("version") || resolved || keyed.version,
    proofs: [],
    urls: [],
    needs: [],
  };
}

/** `node_modules/a/node_modules/@s/b`, `/a@1.0.0(peer)`, `a@^1, a@^2`, `a@npm:^1`: the name, and a version if one stands there. */
function fromKey(key: string): { name: string; version: string } {
  const MODULES = "node_modules/";
  const at = key.lastIndexOf(MODULES);
  const first =
    (at === -1 ? key : key.slice(at + MODULES.length)).replace(/^\//, "").split(/, |\(/, 1)[0] ?? "";
  const split = first.indexOf("@", 1);
  if (split === -1) return { name: first, version: "" };
  const version = first.slice(split + 1);
  return { name: first.slice(0, split), version: /^\d/.test(version) ? version : "" };
}

/** Tables by key, lists of names (Cargo: `name version`) or of tables with a name (uv). */
function neededNames(value: unknown): string[] {
  if (Array.isArray(value))
    return value.map((one) =>
      typeof one === "string"
        ? (/^[^\s<>=!~;[(]+/.exec(one)?.[0] ?? "")
        : isRecord(one) && typeof one.name === "string"
          ? one.name
          : "",
    );
  // In package-lock.json of npm 6 the packages themselves stand under `dependencies`.
  return isRecord(value)
    ? Object.keys(value).filter((name) => !isRecord(value[name]) || !isEntry(value[name]))
    : [];
}
