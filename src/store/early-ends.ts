import { z } from "zod";
import { alertEvent, type AlertEvent } from "../events/event.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

const columns = z.object({ event: alertEvent });

/** The end of an alert whose beginning did not come yet. */
export interface EarlyEnd {
  delivery_id: string | null;
  event: AlertEvent;
  received_at: Date;
}

export const keepEnd = (
  tx: Db,
  event: AlertEvent & { startedAt: string },
  { delivery, at }: { delivery: string | null; at: Date },
): Promise<number> =>
  tx.run`
    insert into early_ends (key, stated_start, delivery_id, event, received_at)
    values (${event.key}, ${event.startedAt}, ${delivery}, ${json(event)}::jsonb, ${at})
    on conflict (key, stated_start) do nothing`;

/** Takes the end that belongs to this beginning. */
export async function takeEnd(tx: Db, key: string, startedAt: string, since: Date): Promise<EarlyEnd | null> {
  const row = await tx.maybe<Raw<EarlyEnd, typeof columns>>`
    delete from early_ends where key = ${key} and stated_start = ${startedAt} and received_at >= ${since}
    returning delivery_id, event, received_at`;
  return row && parsedRow("early_ends", columns, row, key);
}

export const expireEnds = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`
    delete from early_ends where ctid in (select ctid from early_ends where received_at < ${before} limit ${limit})`;

/** Those whose beginning has not come, newest first. */
export const waitingEnds = async (db: Db, limit: number): Promise<EarlyEnd[]> =>
  (
    await db.many<Raw<EarlyEnd & { key: string }, typeof columns>>`
      select key, delivery_id, event, received_at from early_ends order by received_at desc limit ${limit}`
  ).map((row) => parsedRow("early_ends", columns, row, row.key));
