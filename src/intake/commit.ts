import { randomUUID } from "node:crypto";
import { pack } from "../store/body.js";
import type { Db } from "../store/db.js";
import { json, storable } from "../store/json.js";
import { Inbox, type InboxLimits } from "./inbox.js";
import type { Accepted, IncomingDelivery } from "./receive.js";

/** A row of the inbox as it is written; the body is packed. */
interface Row extends Omit<IncomingDelivery, "body"> {
  id: string;
  body: Buffer;
}

/** Stores deliveries as they come, many in one statement when many come at once. */
export function createAccept(
  db: Db,
  limits: Partial<InboxLimits> = {},
): (delivery: IncomingDelivery) => Promise<Accepted> {
  const inbox = new Inbox<Row, Accepted>((rows) => insert(db, rows), limits);
  return async (delivery) =>
    inbox.accept({
      ...storable({ ...delivery, body: null }),
      // GitHub's own id is what its pages name; other sources have none that people see.
      id: delivery.source === "github" ? delivery.key : randomUUID(),
      body: await pack(delivery.body),
    });
}

const identity = (row: Pick<Row, "source" | "target" | "key">): string =>
  JSON.stringify([row.source, row.target ?? "", row.key]);

/**
 * One statement, one commit. What is there already, and what stands twice in `rows`, is left as it is and told as
 * repeated. Rows go in the order of their keys, so that two writers never wait for each other in a circle.
 */
async function insert(db: Db, rows: readonly Row[]): Promise<Accepted[]> {
  const sorted = [...rows].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
  const column = <T>(pick: (row: Row) => T) => sorted.map(pick);
  const made = await db.many<{ id: string }>`
    insert into deliveries
      (id, source, target_id, key, semantic_key, event, action, repository, installation_id, headers, body, received_at,
       priority)
    select id, source, target_id, key, semantic_key, event, action, repository, installation_id, headers::jsonb, body,
      received_at, priority
    from unnest(
      ${column((row) => row.id)}::text[], ${column((row) => row.source)}::text[],
      ${column((row) => row.target ?? "")}::text[], ${column((row) => row.key)}::text[],
      ${column((row) => row.semanticKey ?? null)}::text[], ${column((row) => row.event)}::text[],
      ${column((row) => row.action ?? null)}::text[], ${column((row) => row.repository ?? null)}::text[],
      ${column((row) => row.installationId ?? null)}::bigint[], ${column((row) => json(row.headers))}::text[],
      ${column((row) => row.body)}::bytea[], ${column((row) => row.receivedAt)}::timestamptz[],
      ${column((row) => row.priority)}::smallint[]
    ) as t (id, source, target_id, key, semantic_key, event, action, repository, installation_id, headers, body,
      received_at, priority)
    on conflict do nothing
    returning id`;
  const fresh = new Set(made.map((row) => row.id));
  const known = await findKnown(
    db,
    sorted.filter((row) => !fresh.has(row.id)),
  );
  return rows.map((row) => {
    // The second of two equal rows in one statement has the first one's id, or finds it by its key.
    if (fresh.delete(row.id)) return { id: row.id, repeated: false };
    return { id: known.get(identity(row)) ?? row.id, repeated: true };
  });
}

async function findKnown(db: Db, rows: readonly Row[]): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const found = await db.many<{ id: string; source: string; target: string; key: string }>`
    select d.id, d.source, d.target_id as target, d.key from deliveries d
    join unnest(
      ${rows.map((row) => row.source)}::text[], ${rows.map((row) => row.target ?? "")}::text[],
      ${rows.map((row) => row.key)}::text[]
    ) as t (source, target, key) on d.source = t.source and d.target_id = t.target and d.key = t.key`;
  return new Map(found.map((row) => [identity(row), row.id]));
}
