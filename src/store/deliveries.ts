import type { Db } from "./db.js";
import { redactBytes } from "../core/redact.js";
import { pack } from "./body.js";
import { readCursor, writeCursor } from "./cursor.js";
import { json, storable } from "./json.js";

export const deliveryStates = ["received", "processing", "done", "ignored", "parked"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface NewDelivery {
  /** What it is answered and asked by; GitHub's own `X-GitHub-Delivery`. */
  id: string;
  source: string;
  /** Which hook of the source, when it has several. */
  targetId?: string;
  /** The sender's name for it: the same key again is the same delivery. */
  key: string;
  /** What it says, for senders that give no key: found by `findSemantic`. */
  semanticKey?: string | null;
  event: string;
  action?: string | null;
  repository?: string | null;
  installationId?: number | null;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** The body is redacted and packed already (`packPieces`). */
  packed?: boolean;
  receivedAt: Date;
  /** Lower goes first: 0 commands, 5 events, 9 housekeeping. */
  priority?: number;
}

export interface Delivery {
  id: string;
  source: string;
  event: string;
  action: string | null;
  repository: string | null;
  installation_id: number | null;
  headers: Record<string, string>;
  received_at: Date;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  incident_id: number | null;
}

export interface Accepted {
  /** Of the row that is there: the first one's when the delivery came again. */
  id: string;
  /** It was there already, and its row is as it was. */
  repeated: boolean;
}

/** Stores a delivery once. Committed when this returns (or with the caller's transaction). */
export async function accept(db: Db, delivery: NewDelivery): Promise<Accepted> {
  const [accepted] = await acceptAll(db, [delivery]);
  if (!accepted) throw new Error("a delivery was neither stored nor found");
  return accepted;
}

/** Many in one statement, all or none; the answers stand in the order of the deliveries. */
export async function acceptAll(db: Db, deliveries: readonly NewDelivery[]): Promise<Accepted[]> {
  const rows = deliveries.map((delivery) => storable({ ...delivery, targetId: delivery.targetId ?? "" }));
  // Secrets leave a body before it is stored; what it means is read from what is left.
  const bodies = await Promise.all(
    deliveries.map(async ({ body, packed }) => (packed ? Buffer.from(body) : pack(redactBytes(body)))),
  );
  // One parameter holds them all: it travels as bytes, where an array of them would be written in hexadecimal.
  let next = 1;
  const starts = bodies.map(({ length }) => (next += length) - length);
  const made = await db.many<{ id: string }>`
    insert into deliveries
      (id, source, target_id, key, semantic_key, event, action, repository, installation_id, headers, body, received_at,
       priority)
    select id, source, target_id, key, semantic_key, event, action, repository, installation_id, headers,
      substr(${Buffer.concat(bodies)}::bytea, start, length), received_at, priority
    from unnest(
      ${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.source)}::text[],
      ${rows.map((row) => row.targetId)}::text[], ${rows.map((row) => row.key)}::text[],
      ${rows.map((row) => row.semanticKey ?? null)}::text[], ${rows.map((row) => row.event)}::text[],
      ${rows.map((row) => row.action ?? null)}::text[], ${rows.map((row) => row.repository ?? null)}::text[],
      ${rows.map((row) => row.installationId ?? null)}::bigint[], ${rows.map((row) => json(row.headers))}::jsonb[],
      ${starts}::int[], ${bodies.map(({ length }) => length)}::int[],
      ${rows.map((row) => row.receivedAt)}::timestamptz[], ${rows.map((row) => row.priority ?? 5)}::smallint[])
      as given (id, source, target_id, key, semantic_key, event, action, repository, installation_id, headers, start,
        length, received_at, priority)
    on conflict (source, target_id, key) do nothing
    returning id`;
  const fresh = new Set(made.map(({ id }) => id));
  if (fresh.size === rows.length) return rows.map(({ id }) => ({ id, repeated: false }));
  const found = await db.many<{ id: string; place: string; unread: boolean }>`
    select id, jsonb_build_array(source, target_id, key)::text as place, state = 'parked' and body is null as unread
    from deliveries
    where (source, target_id, key) in (select * from unnest(
      ${rows.map((row) => row.source)}::text[], ${rows.map((row) => row.targetId)}::text[],
      ${rows.map((row) => row.key)}::text[]))`;
  const first = new Map(found.map(({ id, place }) => [JSON.stringify(JSON.parse(place)), id]));
  const placeOf = (row: (typeof rows)[number]) => JSON.stringify([row.source, row.targetId, row.key]);
  // A delivery that could not be read came again with a body that can.
  for (const { id } of found.filter(({ unread }) => unread)) {
    const body = bodies[rows.findIndex((row) => first.get(placeOf(row)) === id)];
    const revived = await db.run`
      update deliveries set body = ${body}, state = 'received', reason = null, attempts = 0, claimed_until = null
      where id = ${id} and state = 'parked' and body is null`;
    if (revived > 0) fresh.add(id);
  }
  return rows.map((row) => {
    const id = first.get(placeOf(row));
    if (id === undefined) throw new Error("a delivery was neither stored nor found");
    return { id, repeated: id !== row.id || !fresh.delete(row.id) };
  });
}

/** Whether a delivery came before then, or its source has sent something else since. */
export const isSaidAgain = async (db: Db, { id, before }: { id: string; before: Date }): Promise<boolean> =>
  (await db.maybe`
    select 1 from deliveries first
    where first.id = ${id} and (first.received_at < ${before} or exists (
      select from deliveries later
      where later.source = first.source and later.part_of is null and later.received_at > first.received_at))`) !==
  null;

/** A delivery that cannot be read at all: its row says why, so that nobody fetches it again; without its body. */
export const parkUnread = (
  db: Db,
  delivery: Pick<NewDelivery, "id" | "source" | "key" | "event" | "receivedAt">,
  reason: string,
): Promise<number> => {
  const { id, source, key, event, receivedAt } = storable(delivery);
  return db.run`
    insert into deliveries (id, source, key, event, received_at, state, reason)
    values (${id}, ${source}, ${key}, ${event}, ${receivedAt}, 'parked', ${storable(reason)}) on conflict do nothing`;
};

/** By what they say: deliveries that said the same and were understood already; the earliest of each. */
export async function understoodBefore(
  db: Db,
  claimed: readonly { id: string; semantic_key: string | null }[],
): Promise<Map<string, string>> {
  const keys = claimed.flatMap(({ semantic_key: key }) => (key === null ? [] : [key]));
  if (keys.length === 0) return new Map();
  const rows = await db.many<{ key: string; id: string }>`
    select distinct on (semantic_key) semantic_key as key, id from deliveries
    where semantic_key = any(${keys}::text[]) and state = 'done' and id <> all(${claimed.map(({ id }) => id)}::text[])
    order by semantic_key, received_at`;
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** The latest delivery that said the same since then. */
export const findSemantic = (db: Db, semanticKey: string, since: Date): Promise<{ id: string } | null> =>
  db.maybe`
    select id from deliveries where semantic_key = ${semanticKey} and received_at >= ${since}
    order by received_at desc limit 1`;

export const getDelivery = (db: Db, id: string): Promise<Delivery | null> =>
  db.maybe<Delivery>`
    select id, source, event, action, repository, installation_id, headers, received_at, state, reason, attempts,
      incident_id
    from deliveries where id = ${storable(id)}`;

export interface DeliveryFilter {
  state?: DeliveryState;
  source?: string;
  delivery?: string;
  repository?: string;
  cursor?: string;
  /** Default 50. */
  limit?: number;
}

/** Newest first. `next` goes back in as `cursor`; `null` on the last page. Throws `HEAL_INPUT_INVALID` on a bad cursor. */
export async function listDeliveries(
  db: Db,
  filter: DeliveryFilter = {},
): Promise<{ deliveries: Delivery[]; next: string | null }> {
  const limit = filter.limit ?? 50;
  const from = filter.cursor === undefined ? null : readCursor(filter.cursor);
  const [state, source, id, repository] = [
    filter.state ?? null,
    storable(filter.source ?? null),
    storable(filter.delivery ?? null),
    storable(filter.repository ?? null),
  ];
  const rows = await db.many<Delivery>`
    select id, source, event, action, repository, installation_id, headers, received_at, state, reason, attempts,
      incident_id
    from deliveries
    where part_of is null and (${state}::text is null or state = ${state})
      and (${source}::text is null or source = ${source})
      and (${id}::text is null or id = ${id})
      and (${repository}::text is null or repository = ${repository})
      and (${from?.at ?? null}::timestamptz is null
        or (received_at <= ${from?.at ?? null} and (received_at < ${from?.at ?? null} or id > ${from?.id ?? null})))
    order by received_at desc, id
    limit ${limit + 1}`;
  const deliveries = rows.slice(0, limit);
  const last = deliveries.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { deliveries, next: more ? writeCursor({ at: last.received_at, id: last.id }) : null };
}

/** Gives a finished delivery to the workers again, as new. False: there is none, or it is under way. */
export const replayDelivery = async (db: Db, id: string): Promise<boolean> =>
  (await db.run`
    update deliveries set state = 'received', attempts = 0, reason = null, claimed_until = null
    where id = ${id} and state in ('done', 'ignored', 'parked') and body is not null`) > 0;

/** Bodies weigh, rows do not: a finished delivery's body goes after a while, its row much later. Parked ones stay. */
export const expireBodies = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`
    update deliveries set body = null where id in
      (select id from deliveries
       where received_at < ${before} and state in ('done', 'ignored') and body is not null limit ${limit})`;

export const expireRows = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`
    delete from deliveries where id in
      (select id from deliveries where received_at < ${before} and state in ('done', 'ignored') limit ${limit})`;
