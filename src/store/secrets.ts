import { randomBytes } from "node:crypto";
import type { Db } from "./db.js";

/** A secret of this heal, made once: 32 random bytes that every process of the same database shares. */
export async function secretOf(db: Db, name: string, now: Date): Promise<Buffer> {
  await db.run`
    insert into secrets (name, value, created_at) values (${name}, ${randomBytes(32)}, ${now})
    on conflict (name) do nothing`;
  return (await db.one<{ value: Buffer }>`select value from secrets where name = ${name}`).value;
}
