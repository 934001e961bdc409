import type { ErrorEvent } from "../events/event.js";
import type { Db } from "./db.js";
import { json } from "./json.js";

/** The end of an alert whose beginning did not come yet. */
export interface EarlyEnd {
  delivery_id: string | null;
  event: ErrorEvent;
  received_at: Date;
}

export const keepEnd = (
  tx: Db,
  event: ErrorEvent & { startedAt: string },
  { delivery, at }: { delivery: string | null; at: Date },
): Promise<number> =>
  tx.run`
    insert into early_ends (key, stated_start, delivery_id, event, received_at)
    values (${event.key}, ${event.startedAt}, ${delivery}, ${json(event)}::jsonb, ${at})
    on conflict (key, stated_start) do nothing`;

/** Takes the end that belongs to this beginning. */
export const takeEnd = (tx: Db, key: string, startedAt: string, since: Date): Promise<EarlyEnd | null> =>
  tx.maybe<EarlyEnd>`
    delete from early_ends where key = ${key} and stated_start = ${startedAt} and received_at >= ${since}
    returning delivery_id, event, received_at`;

export const expireEnds = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`
    delete from early_ends where ctid in (select ctid from early_ends where received_at < ${before} limit ${limit})`;
