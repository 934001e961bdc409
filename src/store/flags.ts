import { z } from "zod";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";
import { getRepository } from "./repositories.js";

/** `repositories` by lower-case full name, which is always the present one; they win over `enabled`. */
const flagValue = z.object({
  enabled: z.boolean().nullable(),
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
    const row = await tx.one<{ value: unknown }>`
      select value from flags where name = ${flag.name} for update`;
    const { value } = parsedRow("flags", columns, row, flag.name);
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
