import { createHash } from "node:crypto";
import { z } from "zod";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";
import { getRepository, repositoryById } from "./repositories.js";

/**
 * `repositories` by lower-case full name, which is always the present one; they win over `percent` and `enabled`. `percent`: the
 * share of repositories in which it is on, chosen by their ids.
 */
const flagValue = z.object({
  enabled: z.boolean().nullable(),
  percent: z.number().min(0).max(100).nullable().default(null),
  repositories: z.record(z.string(), z.boolean()),
});
export type FlagValue = z.output<typeof flagValue>;
const columns = z.object({ value: flagValue });

export interface FlagRow extends z.output<typeof columns> {
  name: string;
  by: string;
  at: Date;
}

type RawFlag = Raw<FlagRow, typeof columns>;
const read = (row: RawFlag): FlagRow => parsedRow("flags", columns, row, row.name);

export async function getFlag(db: Db, name: string): Promise<FlagRow | null> {
  const row = await db.maybe<RawFlag>`select name, value, by, at from flags where name = ${name}`;
  return row && read(row);
}

export const listFlags = async (db: Db): Promise<FlagRow[]> =>
  (await db.many<RawFlag>`select name, value, by, at from flags order by name`).map(read);

/** Of what a flag is asked: nothing for all of heal, else a repository; its id says which one is meant when names change. */
export interface FlagTarget {
  repository?: string | null;
  id?: number | null;
}

/** Nobody has set it: on. A share of repositories is none of what belongs to no repository. */
export async function flagState(
  db: Db,
  name: string,
  target: FlagTarget,
): Promise<{ on: boolean; why: "unset" | "general" | "share" | "own" }> {
  const value = (await getFlag(db, name))?.value;
  if (!value) return { on: true, why: "unset" };
  const place = await placeOf(db, target);
  const own = place && value.repositories[place.name];
  if (own !== undefined && own !== null) return { on: own, why: "own" };
  if (value.percent !== null) return { on: isInShare(name, place?.id ?? null, value.percent), why: "share" };
  return value.enabled === null ? { on: true, why: "unset" } : { on: value.enabled, why: "general" };
}

/** For who is in a transaction, which must not ask for a second connection. */
export const isFlagOn = async (db: Db, name: string, target: FlagTarget): Promise<boolean> =>
  (await flagState(db, name, target)).on;

/** Values move with the repository's name, so a former one leads to the present one. */
async function placeOf(
  db: Db,
  { repository = null, id = null }: FlagTarget,
): Promise<{ name: string; id: number | null } | null> {
  const known =
    (id === null ? null : await repositoryById(db, id)) ??
    (repository === null ? null : await getRepository(db, repository));
  if (known && (id === null || known.repository_id === id))
    return { name: known.full_name.toLowerCase(), id: known.repository_id };
  return repository === null ? null : { name: repository.toLowerCase(), id };
}

/**
 * The same repository always falls on the same side, and a larger share takes in all of a smaller one. Each flag draws anew, so that not
 * the same repositories try everything first.
 */
export function isInShare(flag: string, repositoryId: number | null, percent: number): boolean {
  if (percent >= 100) return true;
  if (repositoryId === null || percent <= 0) return false;
  const drawn = createHash("sha256").update(`${flag}:${repositoryId}`).digest().readUInt32BE(0);
  return drawn / 2 ** 32 < percent / 100;
}

export interface FlagChange {
  name: string;
  repository: string | null;
  /** `null` takes the setting away again. */
  enabled: boolean | null;
  /** Instead of `enabled`, for all repositories that have no value of their own. */
  percent?: number | null;
}

export async function setFlag(db: Db, flag: FlagChange & { by: string; at: Date }): Promise<void> {
  await db.tx(async (tx) => {
    await tx.run`
      insert into flags (name, value, by, at)
      values (${flag.name}, ${json({ enabled: null, repositories: {} })}, ${flag.by}, ${flag.at})
      on conflict (name) do nothing`;
    const row = await tx.one<{ value: unknown }>`
      select value from flags where name = ${flag.name} for update`;
    const { value } = parsedRow("flags", columns, row, flag.name);
    const next = await changed(tx, value, flag);
    if (next.enabled === null && next.percent === null && Object.keys(next.repositories).length === 0) {
      await tx.run`delete from flags where name = ${flag.name}`;
      return;
    }
    await tx.run`
      update flags set value = ${json(next)}, by = ${flag.by}, at = ${flag.at} where name = ${flag.name}`;
  });
}

/** Read with the row in hand: a rename that is under way comes before or after. */
async function changed(tx: Db, value: FlagValue, flag: FlagChange): Promise<FlagValue> {
  if (flag.repository === null)
    return { enabled: flag.enabled, percent: flag.percent ?? null, repositories: value.repositories };
  const known = await getRepository(tx, flag.repository);
  const own = (known?.full_name ?? flag.repository).toLowerCase();
  const repositories = Object.entries(value.repositories).filter(([name]) => name !== own);
  if (flag.enabled !== null) repositories.push([own, flag.enabled]);
  return { ...value, repositories: Object.fromEntries(repositories) };
}

/** Which of these somebody has set, at all or in a repository: the others are on everywhere. */
export const flagsSet = async (db: Db, names: readonly string[]): Promise<string[]> =>
  (await db.many<{ name: string }>`select name from flags where name = any(${names}::text[])`).map(
    ({ name }) => name,
  );

/** From now on what holds for all repositories holds in each. */
export const dropOwnValues = (db: Db, name: string): Promise<number> =>
  db.run`update flags set value = jsonb_set(value, '{repositories}', '{}') where name = ${name}`;
