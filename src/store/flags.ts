import type { Db } from "./db.js";
import { json } from "./json.js";
import { getRepository } from "./repositories.js";

/** `repositories` by lower-case full name, which is always the present one; they win over `enabled`. */
export interface FlagValue {
  enabled: boolean | null;
  repositories: Record<string, boolean>;
}

export interface FlagRow {
  name: string;
  value: FlagValue;
  by: string;
  at: Date;
}

export const getFlag = (db: Db, name: string): Promise<FlagRow | null> =>
  db.maybe<FlagRow>`select name, value, by, at from flags where name = ${name}`;

export const listFlags = (db: Db): Promise<FlagRow[]> =>
  db.many<FlagRow>`select name, value, by, at from flags order by name`;

/** `enabled: null` takes the setting away again. */
export async function setFlag(
  db: Db,
  flag: { name: string; repository: string | null; enabled: boolean | null; by: string; at: Date },
): Promise<void> {
  await db.tx(async (tx) => {
    await tx.run`
      insert into flags (name, value, by, at)
      values (${flag.name}, ${json({ enabled: null, repositories: {} })}, ${flag.by}, ${flag.at})
      on conflict (name) do nothing`;
    const { value } = await tx.one<{ value: FlagValue }>`
      select value from flags where name = ${flag.name} for update`;
    // Read with the row in hand: a rename that is under way comes before or after.
    const known = flag.repository === null ? null : await getRepository(tx, flag.repository);
    const own = (known?.full_name ?? flag.repository)?.toLowerCase();
    const repositories = Object.entries(value.repositories).filter(([name]) => name !== own);
    if (own !== undefined && flag.enabled !== null) repositories.push([own, flag.enabled]);
    const enabled = flag.repository === null ? flag.enabled : value.enabled;
    if (enabled === null && repositories.length === 0) {
      await tx.run`delete from flags where name = ${flag.name}`;
      return;
    }
    const next: FlagValue = { enabled, repositories: Object.fromEntries(repositories) };
    await tx.run`
      update flags set value = ${json(next)}, by = ${flag.by}, at = ${flag.at} where name = ${flag.name}`;
  });
}
