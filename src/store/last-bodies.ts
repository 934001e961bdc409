import { unpackSmall } from "./body.js";
import type { Db } from "./db.js";
import type { DeliveryState } from "./deliveries.js";

/** Larger bodies are not read for a page. */
const SHOWN_BYTES = 64 * 1024;

export interface LastBody {
  id: string;
  source: string;
  event: string;
  action: string | null;
  headers: Record<string, string>;
  received_at: Date;
  state: DeliveryState;
  reason: string | null;
  incident_id: number | null;
  /** Redacted as it was stored; null: it is larger than a page shows. */
  body: Buffer | null;
}

/** The newest deliveries of each of these sources whose bodies are still kept. */
export async function lastBodies(db: Db, sources: readonly string[], limit: number): Promise<LastBody[]> {
  const rows = await db.many<Omit<LastBody, "body"> & { body: Buffer }>`
    select d.* from unnest(${sources}::text[]) with ordinality as wanted (name, place)
    cross join lateral (
      select id, source, event, action, headers, received_at, state, reason, incident_id, body from deliveries
      where source = wanted.name and part_of is null and body is not null
      order by received_at desc, id limit ${limit}) d
    order by wanted.place, d.received_at desc, d.id`;
  return Promise.all(rows.map(async (row) => ({ ...row, body: await unpackSmall(row.body, SHOWN_BYTES) })));
}
