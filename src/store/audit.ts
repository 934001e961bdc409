import { createHash } from "node:crypto";
import { z } from "zod";
import type { Db } from "./db.js";
import { canonical, json, storable } from "./json.js";

/** Each kind of entry has its own; the hash covers all of it. */
const details = z.record(z.string(), z.unknown());

/** Who did what to what. Kinds are words of the design: `effect`, `stop`, `resume`, `flag`, `command`, `decision`. */
export interface AuditEntry {
  at: Date;
  actor: string;
  kind: string;
  subject: string;
  detail: z.output<typeof details>;
}

export interface AuditRow extends AuditEntry {
  id: number;
  previous: string;
  hash: string;
}

const FIRST = "0".repeat(64);
/** One writer at a time: each row holds the hash of the one before it. */
const LOCK = 0x61756474;
const BATCH = 1_000;

/** Each row's hash covers the row before it, so a row changed, taken out or put in between breaks the chain from there. */
const hashOf = (entry: AuditEntry, previous: string): string =>
  createHash("sha256")
    .update(`${previous}\n${canonical({ ...entry, at: entry.at.toISOString() })}`)
    .digest("hex");

/** Joins the caller's transaction, and holds back other writers until that ends: call it last. */
export async function appendAudit(db: Db, entry: AuditEntry): Promise<void> {
  const detail = details.parse(JSON.parse(json(entry.detail)));
  const { at, actor, kind, subject } = storable(entry);
  await db.tx(async (tx) => {
    await tx.run`select pg_advisory_xact_lock(${LOCK})`;
    const last = await tx.maybe<{ hash: string }>`select hash from audit order by id desc limit 1`;
    const previous = last?.hash ?? FIRST;
    const hash = hashOf({ at, actor, kind, subject, detail }, previous);
    await tx.run`
      insert into audit (at, actor, kind, subject, detail, previous, hash)
      values (${at}, ${actor}, ${kind}, ${subject}, ${json(detail)}, ${previous}, ${hash})`;
  });
}

export interface AuditCheck {
  rows: number;
  /** Of the last good row. Kept elsewhere, it also shows when the end of the chain was cut off. */
  head: string;
  broken: { id: number; reason: string } | null;
}

/** Of no rows yet. `head`: what the first row has to be written after. */
export const startOfChain = (head: string = FIRST): AuditCheck => ({ rows: 0, head, broken: null });

/** One row more of a chain that fits so far. */
export function linked({ rows, head }: AuditCheck, { id, previous, hash, ...entry }: AuditRow): AuditCheck {
  const reason =
    previous !== head
      ? "the row before it is not the one it was written after"
      : hashOf(entry, previous) !== hash
        ? "it was changed after it was written"
        : null;
  return reason === null
    ? { rows: rows + 1, head: hash, broken: null }
    : { rows, head, broken: { id, reason } };
}

/** Reads the whole chain. */
export async function verifyAudit(db: Db): Promise<AuditCheck> {
  let check = startOfChain();
  for await (const row of auditRows(db, null)) {
    check = linked(check, row);
    if (check.broken) break;
  }
  return check;
}

/**
 * Every row from the first that was written at this time or later, a thousand at a time. Rows after it stay in even where a clock went
 * back: a chain with a gap would not fit.
 */
export async function* auditRows(db: Db, since: Date | null): AsyncGenerator<AuditRow> {
  const { first } = await db.one<{ first: number | null }>`
    select min(id) as first from audit where ${since}::timestamptz is null or at >= ${since}::timestamptz`;
  if (first === null) return;
  for (let after = first - 1; ; ) {
    const batch = await listAudit(db, { after, limit: BATCH });
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return;
    after = last.id;
  }
}

export const listAudit = (db: Db, page: { after: number; limit: number }): Promise<AuditRow[]> =>
  db.many<AuditRow>`
    select id, at, actor, kind, subject, detail, previous, hash from audit
    where id > ${page.after} order by id limit ${page.limit}`;

/** The newest, newest first. */
export const recentAudit = (db: Db, limit: number): Promise<AuditRow[]> =>
  db.many<AuditRow>`
    select id, at, actor, kind, subject, detail, previous, hash from audit order by id desc limit ${limit}`;
