import type { Fixer } from "./fixer.js";
import { formatter } from "./formatter.js";
import { lint } from "./lint.js";
import { lockfile } from "./lockfile.js";
import { snapshot } from "./snapshot.js";

export type { Fixer } from "./fixer.js";

/** In the order they are tried: what changes least comes first. */
export const fixers: readonly Fixer[] = [formatter, lint, lockfile, snapshot];

/** Fixers that may answer a diagnosis, best first; `evidence` are its lines. */
export const fixersFor = (category: string, evidence: readonly string[] = []): Fixer[] =>
  fixers.filter((f) => f.categories.includes(category) && (f.serves?.(evidence) ?? true));
