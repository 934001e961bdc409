import { isGit, sourceOf } from "./sources.js";
import type { Lock, LockEntry, LockFormat } from "./lock.js";

/**
 * Why a lock file may not change from `before` to `after`; null when every package comes from where it came from,
 * with the content it had.
 */
export function lockObjection(format: LockFormat, before: Lock, after: Lock): string | null {
  const known = new Set([...before.sources, ...format.registry]);
  const strange = after.sources.find((source) => !known.has(source));
  if (strange !== undefined) return `a package would come from ${JSON.stringify(strange)}`;
  const old = { byRelease: byKey(before, release), byName: byKey(before, nameOf) };
  const proven = before.entries.some(({ proofs }) => proofs.length > 0);
  for (const entry of after.entries) {
    const why = against(
      entry,
      old.byRelease.get(release(entry)) ?? [],
      old.byName.get(nameOf(entry)) ?? [],
      proven,
    );
    if (why !== null) return `${JSON.stringify(entry.name.slice(0, 80))} ${why}`;
  }
  return null;
}

/** New names that nothing asks for: neither the manifests (`asked`), nor what was there, nor what these lead to. */
export function unrequestedPackages(before: Lock, after: Lock, asked: readonly string[]): string | null {
  const needs = new Map<string, string[]>();
  for (const { name, alias, needs: more } of after.entries)
    for (const key of [name, alias ?? name])
      needs.set(plain(key), [...(needs.get(plain(key)) ?? []), ...more]);
  const reached = new Set<string>();
  const next = [
    ...before.entries.flatMap(({ name, alias }) => [name, alias ?? name]),
    ...after.roots,
    ...asked,
  ].map(plain);
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    next.push(...(needs.get(name) ?? []).map(plain));
  }
  return after.entries.find(({ name, alias }) => !reached.has(plain(alias ?? name)))?.name ?? null;
}

/** Python's names compare without case and with `-`, `_`, `.` as one; for the others this only folds. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");
const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
const nameOf = ({ name, alias }: LockEntry): string => `${alias ?? name}`;
const release = ({ name, version, urls }: LockEntry): string =>
  `${name}@${version === "" ? urls.join(" ") : version}`;

function byKey(lock: Lock, key: (entry: LockEntry) => string): Map<string, LockEntry[]> {
  const map = new Map<string, LockEntry[]>();
  for (const entry of lock.entries) {
    const list = map.get(key(entry));
    if (list) list.push(entry);
    else map.set(key(entry), [entry]);
  }
  return map;
}

/** `same`: entries of the same release before; `named`: of the same name. */
function against(
  entry: LockEntry,
  same: readonly LockEntry[],
  named: readonly LockEntry[],
  proven: boolean,
): string | null {
  if (entry.alias !== null && !named.some(({ name }) => name === entry.name))
    return `would be installed as ${JSON.stringify(entry.alias.slice(0, 80))}`;
  if (same.length > 0) {
    if (!same.some(({ proofs }) => proofs.length === 0 || sameList(proofs, entry.proofs)))
      return "has another checksum, commit or hash at the same version";
    if (entry.version !== "" && !same.some(({ urls }) => sameList(urls, entry.urls)))
      return "comes from another address at the same version";
    if (!same.some(({ needs }) => sameList(needs, entry.needs)))
      return "asks for other packages at the same version";
    return null;
  }
  const commit = entry.urls.find((url) => isGit(url) && !named.some(({ urls }) => urls.includes(url)));
  if (commit !== undefined) return `would be another commit of ${JSON.stringify(sourceOf(commit))}`;
  const places = new Set(named.flatMap(({ urls }) => urls.map(sourceOf)));
  const moved = places.size > 0 ? entry.urls.find((url) => !places.has(sourceOf(url))) : undefined;
  if (moved !== undefined) return `would come from ${JSON.stringify(sourceOf(moved))} from now on`;
  if (proven && entry.urls.length > 0 && entry.proofs.length === 0) return "has no checksum";
  return entry.urls.some((url) => !isOwnArchive(url, entry)) ? "has the address of another package" : null;
}

/** npm's registries keep `name` at `.../name/-/last-part-version.tgz`; other addresses do not tell. */
function isOwnArchive(url: string, { name, version }: LockEntry): boolean {
  const [path = "", file] = (url.split(/[?#]/, 1)[0] ?? "").replace(/%2f/gi, "/").split("/-/");
  if (file === undefined || name === "") return true;
  const last = name.slice(name.lastIndexOf("/") + 1);
  // Some registries repeat the scope in the file's name.
  const base = file.slice(file.lastIndexOf("/") + 1);
  return path.endsWith(`/${name}`) && (version === "" || base === `${last}-${version}.tgz`);
}
