import { matchFile, parse } from "codeowners-utils";

/** Where GitHub looks, in this order (docs: about code owners). */
export const CODEOWNERS_PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** GitHub takes at most 10 assignees. */
const ASSIGNEES = 10;

/**
 * Logins that own the first of these paths somebody owns; teams and mail addresses cannot be assigned. `paths` may come
 * from reports: what is no plain relative path is left out.
 */
export function ownersOf(codeowners: string, paths: readonly string[]): string[] {
  const entries = parse(codeowners);
  for (const path of paths) {
    if (!/^[\w@.-][^\\\0]{0,300}$/.test(path) || path.split("/").includes("..")) continue;
    const owners = matchFile(path, entries)?.owners ?? [];
    const logins = owners.flatMap((owner) => /^@([a-z\d-]{1,39})$/i.exec(owner)?.[1] ?? []);
    if (logins.length > 0) return logins.slice(0, ASSIGNEES);
  }
  return [];
}
