import { z } from "zod";
import type { Db } from "./db.js";
import { json, parsedRow } from "./json.js";

/** Where a repeated job got to: the last redelivery seen, the last day rolled up. `null`: never run. */
export async function getPosition<T>(db: Db, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const row = await db.maybe<{ value: unknown }>`select value from cursors where name = ${name}`;
  return row && parsedRow("cursors", z.object({ value: schema }), row, name).value;
}

export async function setPosition(db: Db, name: string, value: unknown, now: Date): Promise<void> {
  await db.run`
    insert into cursors (name, value, updated_at) values (${name}, ${json(value)}, ${now})
    on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`;
}

export async function forgetPosition(db: Db, name: string): Promise<void> {
  await db.run`delete from cursors where name = ${name}`;
}
