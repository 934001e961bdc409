import { z } from "zod";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

const columns = z.object({ repositories: z.array(z.string()) });

/** A failure met before: where first, how often, in which repositories. */
export interface PatternRow extends z.output<typeof columns> {
  fingerprint: string;
  category: string;
  title: string;
  first_incident: number;
  incidents: number;
  first_seen: Date;
  last_seen: Date;
}

export const readPattern = <Row extends Raw<PatternRow, typeof columns>>(row: Row) =>
  parsedRow("patterns", columns, row, row.fingerprint);

export async function getPattern(db: Db, fingerprint: string): Promise<PatternRow | null> {
  const row = await db.maybe<Raw<PatternRow, typeof columns>>`
    select * from patterns where fingerprint = ${fingerprint}`;
  return row && readPattern(row);
}

/**
 * A failure that was stored under a fingerprint of an earlier version is known under its own from now on, with what was learned
 * of it. `earlier`: the likeliest first. Says whether one was found.
 */
export const adoptPattern = (db: Db, earlier: readonly string[], fingerprint: string): Promise<boolean> =>
  db.tx(async (tx) => {
    const old = await tx.maybe<{ fingerprint: string }>`
      select fingerprint from patterns where fingerprint = any(${[...earlier]}::text[])
        and not exists (select from patterns where fingerprint = ${fingerprint})
      order by array_position(${[...earlier]}::text[], fingerprint) limit 1`;
    if (!old) return false;
    await tx.run`update patterns set fingerprint = ${fingerprint} where fingerprint = ${old.fingerprint}`;
    await tx.run`
      update trust t set subject = ${fingerprint} where subject = ${old.fingerprint}
        and not exists (select from trust o where o.subject = ${fingerprint} and o.action = t.action)`;
    await tx.run`update incidents set fingerprint = ${fingerprint} where fingerprint = ${old.fingerprint}`;
    return true;
  });

/** Counts one more incident of a failure; the first one names it. */
export const countPattern = async (
  db: Db,
  p: { fingerprint: string; category: string; title: string; incident: number; repository: string; at: Date },
): Promise<PatternRow> =>
  readPattern(
    await db.one<Raw<PatternRow, typeof columns>>`
    insert into patterns as p (fingerprint, category, title, first_incident, incidents, repositories, first_seen, last_seen)
    values (${p.fingerprint}, ${p.category}, ${p.title}, ${p.incident}, 1, ${json([p.repository])}::jsonb, ${p.at}, ${p.at})
    on conflict (fingerprint) do update set incidents = p.incidents + 1, last_seen = greatest(p.last_seen, excluded.last_seen),
      repositories = case when p.repositories @> excluded.repositories then p.repositories else p.repositories || excluded.repositories end
    returning *`,
  );

export interface Trust {
  successes: number;
  failures: number;
  last_incident: number | null;
}

/** Outcomes of an action for a subject: a fingerprint, or `category:<name>`. */
export const readTrust = (db: Db, subject: string, action: string): Promise<Trust | null> =>
  db.maybe<Trust>`select successes, failures, last_incident from trust where subject = ${subject} and action = ${action}`;

/** The same of all actions. */
export const trustIn = (db: Db, subject: string): Promise<(Trust & { action: string })[]> =>
  db.many`select action, successes, failures, last_incident from trust where subject = ${subject}`;

export const addTrust = (
  db: Db,
  t: { subject: string; action: string; success: boolean; incident: number; at: Date },
): Promise<number> =>
  db.run`
    insert into trust as t (subject, action, successes, failures, last_incident, updated_at)
    values (${t.subject}, ${t.action}, ${t.success ? 1 : 0}, ${t.success ? 0 : 1}, ${t.success ? t.incident : null}, ${t.at})
    on conflict (subject, action) do update set successes = t.successes + excluded.successes, failures = t.failures + excluded.failures,
      last_incident = coalesce(excluded.last_incident, t.last_incident), updated_at = excluded.updated_at`;

/** One success less. */
export const withdrawTrust = (
  db: Db,
  { subject, action, at }: { subject: string; action: string; at: Date },
): Promise<number> =>
  db.run`
    update trust set successes = greatest(successes - 1, 0), updated_at = ${at} where subject = ${subject} and action = ${action}`;
