import { HealError } from "../../core/errors.js";

/** A value that differs between two readings of a manifest; absent values are undefined. Lists are compared whole. */
export interface Change {
  path: readonly string[];
  before: unknown;
  after: unknown;
}

/** What a change is; each check of manifests looks at one kind. */
export type Verdict =
  | { kind: "dependency"; names: readonly string[] }
  | { kind: "harmless" }
  | { kind: "script" | "source" | "entry"; reason: string };

/** How one package manager's manifest is read. */
export interface Manifest {
  /** The file's name, letter by letter. */
  matches(name: string): boolean;
  /** Its content as a tree of plain values. Throws `HEAL_INPUT_INVALID` for what is not one. */
  read(text: string): unknown;
  judge(change: Change): Verdict;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

export const unreadable = (what: string): HealError =>
  new HealError("HEAL_INPUT_INVALID", `it cannot be read as ${what}`);

/** Changed leaves, in order; a table that is added or taken out empty is one. */
export function changesOf(before: unknown, after: unknown, path: readonly string[] = []): Change[] {
  if (isRecord(before) || isRecord(after)) {
    const old = isRecord(before) ? before : {};
    const now = isRecord(after) ? after : {};
    const leaf: Change[] = [];
    if (!isRecord(before) && before !== undefined) leaf.push({ path, before, after: undefined });
    if (!isRecord(after) && after !== undefined) leaf.push({ path, before: undefined, after });
    if (before === undefined && Object.keys(now).length === 0) leaf.push({ path, before, after });
    if (after === undefined && Object.keys(old).length === 0) leaf.push({ path, before, after });
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    return [
      ...leaf,
      ...[...names].flatMap((name) => changesOf(own(old, name), own(now, name), [...path, name])),
    ];
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

const own = (record: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(record, name) ? record[name] : undefined;

export const entry = ({ path }: Change): Verdict => ({
  kind: "entry",
  reason: `its entry ${JSON.stringify(path.join(".").slice(0, 80))} is changed`,
});

/** A dependency whose version is given by the registry's numbers, or one that is taken out. */
export function byRange(change: Change, name: string, isRange: (spec: string) => boolean): Verdict {
  const { after } = change;
  if (after === undefined || (typeof after === "string" && isRange(after)))
    return { kind: "dependency", names: [name] };
  return {
    kind: "source",
    reason: `the package ${JSON.stringify(name.slice(0, 80))} would come from ${JSON.stringify(after).slice(0, 100)}, which is no version of the registry`,
  };
}
