import { z } from "zod";
import { alertEvent } from "../events/event.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

const columns = z.object({ event: alertEvent });

/** An alert that always fires, and when its silence becomes trouble. */
export interface Watchdog extends z.output<typeof columns> {
  key: string;
  heard_at: Date;
  /** The longest pause between its messages, how many are known, and since when one goes on (null: since it was heard of last). */
  longest_gap_ms: number | null;
  pauses: number;
  pause_from: Date | null;
  due_at: Date;
  /** What was opened when it fell silent. */
  incident_id: number | null;
}

export async function lockWatchdog(tx: Db, key: string): Promise<Watchdog | null> {
  const row = await tx.maybe<
    Raw<Watchdog, typeof columns>
  >`select * from watchdogs where key = ${key} for update`;
  return row && parsedRow("watchdogs", columns, row, key);
}

export const saveWatchdog = (tx: Db, w: Watchdog): Promise<number> =>
  tx.run`
    insert into watchdogs (key, event, heard_at, longest_gap_ms, pauses, pause_from, due_at, incident_id)
    values (${w.key}, ${json(w.event)}::jsonb, ${w.heard_at}, ${w.longest_gap_ms}, ${w.pauses}, ${w.pause_from}, ${w.due_at},
      ${w.incident_id})
    on conflict (key) do update set event = excluded.event, heard_at = excluded.heard_at,
      longest_gap_ms = excluded.longest_gap_ms, pauses = excluded.pauses, pause_from = excluded.pause_from, due_at = excluded.due_at, incident_id = excluded.incident_id`;

/** Those that ought to have been heard of. */
export const silentWatchdogs = (db: Db, now: Date, limit: number): Promise<{ key: string }[]> =>
  db.many<{ key: string }>`
    select key from watchdogs where due_at <= ${now} and incident_id is null order by due_at limit ${limit}`;

export const expireWatchdogs = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`
    delete from watchdogs where key in (select key from watchdogs where heard_at < ${before} limit ${limit})`;
