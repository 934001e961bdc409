import { SECOND } from "../core/clock.js";
import { unpackSmall } from "./body.js";
import { finishSplitDeliveries } from "./delivery-parts.js";
import type { Db } from "./db.js";
import type { Delivery, DeliveryState } from "./deliveries.js";
import { storable } from "./json.js";
import { ClaimLost } from "./lease.js";

/** A delivery in a worker's hands until `claimed_until`; afterwards another may take it. */
export interface Claim extends Delivery {
  body: Buffer;
  /** The body is large, and still packed. */
  packed: boolean;
  target_id: string;
  key: string;
  /** What it says, where its sender's ids do not tell: deliveries that say the same have it in common. */
  semantic_key: string | null;
  /** The delivery that this is a part of. */
  part_of: string | null;
}

export interface ClaimOptions {
  now: Date;
  /**
   * Default 1. Of several, none was tried before (one that takes its worker down takes no other with it twice), none is large (others
   * would wait for it), and none is a part (what comes after all parts must not pass the later ones).
   */
  limit?: number;
  /** Only this one. */
  id?: string;
  /** Only of these lanes, and commands of people of any; null: of all. */
  lanes?: readonly string[] | null;
  /** Default `CLAIM_MS`. */
  leaseMs?: number;
}

/** Five lost workers still park within a minute; who works longer renews it. */
export const CLAIM_MS = 10 * SECOND;

/** Bodies up to this size are unpacked and read on the event loop; the worst of them takes some 40 ms. */
export const SMALL_BODY = 32 * 1024;

export const ATTEMPTS = 5;

/**
 * A lane with so many under way is left to those who have them, who would only wait for each other (`lockOrderingKey`): more than one batch,
 * so that the second is read while the first is written.
 */
const BUSY = 17;

/** Pauses after the first, second, ... failure; together below the minute in which a delivery has to be parked. */
const PAUSES = [1, 3, 8, 20].map((s) => s * SECOND);

/**
 * Takes what is due and nobody else holds. Within a priority repositories take turns: each one's oldest, then each one's
 * second oldest, counting what is under way, and the one served longest ago first; a noisy repository delays only itself.
 * Lanes are found by jumping along the index, so the cost grows with the repositories waiting and not with the backlog.
 */
export async function claim(db: Db, options: ClaimOptions): Promise<Claim[]> {
  const { now, limit = 1, leaseMs = CLAIM_MS, id = null, lanes = null } = options;
  const until = new Date(now.getTime() + leaseMs);
  const rows = await db.many<Omit<Claim, "body" | "packed"> & { body: Buffer | null }>`
    with recursive lanes (lane) as (
      (select coalesce(repository, source) from deliveries
       where state in ('received', 'processing') and (${id}::text is null or id = ${id}) order by 1 limit 1)
      union all
      select (select coalesce(d.repository, d.source) from deliveries d
              where d.state in ('received', 'processing') and coalesce(d.repository, d.source) > lanes.lane
              order by 1 limit 1)
      from lanes where lanes.lane is not null and ${id}::text is null
    ),
    busy as (
      select coalesce(repository, source) as lane, count(*) as n from deliveries
      where state = 'processing' and claimed_until > ${now} and claimed_until < 'infinity' group by 1
    ),
    ranked as (
      select due.id, due.priority, due.received_at, served.at as served,
        coalesce(busy.n, 0) + row_number() over
          (partition by lanes.lane, due.priority order by due.received_at, due.id) as turn
      from lanes
      left join busy using (lane)
      left join lateral (
        select d.claimed_until as at from deliveries d
        where coalesce(d.repository, d.source) = lanes.lane and d.claimed_until <= ${now}
        order by d.claimed_until desc limit 1
      ) served on true
      cross join lateral (
        select d.id, d.priority, d.received_at from deliveries d
        where coalesce(d.repository, d.source) = lanes.lane and d.state in ('received', 'processing')
          and (d.claimed_until is null or d.claimed_until <= ${now}) and (${id}::text is null or d.id = ${id})
          -- Its workers come back for more; a claim of few large bodies holds up no others.
          and coalesce(busy.n, 0) < ${BUSY}
          and not (d.state = 'processing' and d.attempts >= ${ATTEMPTS})
          and (${lanes}::text[] is null or d.priority = 0 or lanes.lane = any(${lanes}))
          -- One part after another: an alert that is resolved in the second fired in the first.
          and (d.part_of is null or not exists (
            select 1 from deliveries e
            where e.part_of = d.part_of and e.part < d.part and e.state in ('received', 'processing')))
        order by d.priority, d.received_at, d.id limit ${limit + 16}
      ) due
    ),
    front as materialized (
      select * from ranked order by priority, turn, served nulls first, received_at, id limit ${limit + 16}
    ),
    picked as (
      select d.id, d.attempts, front.priority, front.turn, front.served, front.received_at,
        d.part_of is null and coalesce(octet_length(d.body), 0) <= ${SMALL_BODY} as is_quick
      from deliveries d join front using (id)
      where d.state in ('received', 'processing') and (d.claimed_until is null or d.claimed_until <= ${now})
      order by front.priority, front.turn, front.served nulls first, front.received_at, d.id
      limit ${limit} for update of d skip locked
    ),
    together as (
      select * from (
        select picked.*, row_number() over w as place, first_value(attempts) over w as first_attempts,
          bool_and(is_quick) over w as all_quick
        from picked window w as (order by priority, turn, served nulls first, received_at, id)
      ) ordered where place = 1 or (attempts = 0 and first_attempts = 0 and all_quick)
    ),
    taken as (
      update deliveries d set state = 'processing', attempts = d.attempts + 1, claimed_until = ${until}
      from together picked where d.id = picked.id
      returning d.*, picked.turn, picked.served
    )
    select id, source, target_id, key, semantic_key, event, action, repository, installation_id, headers, body, received_at, state,
      reason, attempts, incident_id, part_of
    from taken order by priority, turn, served nulls first, received_at, id`;
  // Seldom anything: what took its workers down is looked for when there is nothing else to do, and by the sweep.
  if (rows.length === 0) await parkLost(db, now);
  return Promise.all(
    rows.map(async (row) => {
      const packed = row.body ?? Buffer.alloc(0);
      const body = packed.length === 0 ? packed : await unpackSmall(packed, SMALL_BODY);
      return { ...row, body: body ?? packed, packed: body === null };
    }),
  );
}

/** Those that are still held; what has given way to its parts is nobody's. */
export const renewDeliveries = (
  db: Db,
  claimed: readonly Pick<Claim, "id" | "attempts">[],
  until: Date,
): Promise<number> =>
  db.run`
    update deliveries set claimed_until = ${until} where id in (
      select d.id from deliveries d
      join unnest(${claimed.map(({ id }) => id)}::text[], ${claimed.map(({ attempts }) => attempts)}::int[])
        as held (id, attempts) on d.id = held.id and d.attempts = held.attempts
      where d.state = 'processing' and d.claimed_until < 'infinity' for update of d skip locked)`;

/** Gives back what was not begun, as if it had not been claimed. */
export async function release(db: Db, claimed: readonly Pick<Claim, "id" | "attempts">[]): Promise<number> {
  if (claimed.length === 0) return 0;
  return db.run`
    update deliveries d set state = 'received', attempts = d.attempts - 1, claimed_until = null
    from unnest(${claimed.map(({ id }) => id)}::text[], ${claimed.map(({ attempts }) => attempts)}::int[])
      as held (id, attempts)
    where d.id = held.id and d.attempts = held.attempts and d.state = 'processing'`;
}

/** "lane" in hexadecimal. */
const LANE = 0x6c616e65;

/** Of deliveries of one repository or source, one transaction writes at a time: they share most of what they touch. */
export const lockOrderingKey = (tx: Db, lane: string): Promise<number> =>
  tx.run`select pg_advisory_xact_lock(hashtextextended(${lane}, ${LANE}))`;

export type Finished =
  | { state: "done"; incidentId: number | null }
  | { state: "ignored"; reason: string }
  /** At once: it cannot be read, and trying again changes nothing. */
  | { state: "parked"; reason: string }
  /** Tried again after a pause, and parked with this reason after the fifth time. */
  | { state: "failed"; reason: string };

/** The state it is in now; `null` when the claim had run out and another worker holds it (nothing is written then). */
export async function finish(
  db: Db,
  claimed: Pick<Claim, "id" | "attempts"> & Partial<Pick<Claim, "part_of">>,
  outcome: Finished,
  now: Date,
): Promise<DeliveryState | null> {
  const last = claimed.attempts >= ATTEMPTS;
  const state = outcome.state === "failed" ? (last ? "parked" : "received") : outcome.state;
  const reason = outcome.state === "done" ? null : storable(outcome.reason);
  const pause = PAUSES[Math.min(claimed.attempts, PAUSES.length) - 1] ?? 0;
  // Of a finished one this says when its repository was last served.
  const until = state === "received" ? new Date(now.getTime() + pause) : now;
  const incident = outcome.state === "done" ? outcome.incidentId : null;
  const rows = await db.run`
    update deliveries set state = ${state}, reason = ${reason}, claimed_until = ${until}, incident_id = ${incident}
    where id = ${claimed.id} and state = 'processing' and attempts = ${claimed.attempts}`;
  if (rows === 0) return null;
  if (claimed.part_of) await finishSplitDeliveries(db, [claimed.part_of], now);
  return state;
}

/** What has been understood, with its claim. */
export interface Ended {
  claimed: Pick<Claim, "id" | "attempts" | "part_of">;
  outcome: Exclude<Finished, { state: "failed" }>;
}

/** The same for all deliveries of a transaction; throws `ClaimLost` when one of the claims had run out. */
export async function finishAll(tx: Db, ended: readonly Ended[], now: Date): Promise<void> {
  if (ended.length === 0) return;
  const outcomes = ended.map(({ outcome }) => outcome);
  const done = await tx.run`
    update deliveries d set state = e.state, reason = e.reason, claimed_until = ${now}, incident_id = e.incident
    from unnest(${ended.map(({ claimed }) => claimed.id)}::text[], ${ended.map(({ claimed }) => claimed.attempts)}::int[],
      ${outcomes.map(({ state }) => state)}::text[],
      ${outcomes.map((one) => (one.state === "done" ? null : storable(one.reason)))}::text[],
      ${outcomes.map((one) => (one.state === "done" ? one.incidentId : null))}::bigint[])
      as e (id, attempts, state, reason, incident)
    where d.id = e.id and d.state = 'processing' and d.attempts = e.attempts`;
  if (done < ended.length) throw new ClaimLost(`one of ${ended.length} deliveries`);
  const wholes = new Set(ended.flatMap(({ claimed }) => claimed.part_of ?? []));
  if (wholes.size > 0) await finishSplitDeliveries(tx, [...wholes], now);
}

/** A delivery that took five workers down with it is not given to a sixth. */
export async function parkLost(db: Db, now: Date): Promise<number> {
  const lost = await db.many<{ part_of: string | null }>`
    update deliveries set state = 'parked', claimed_until = null,
      reason = coalesce(reason, 'the worker did not come back') || ' (' || attempts || ' attempts)'
    where state = 'processing' and claimed_until <= ${now} and attempts >= ${ATTEMPTS}
    returning part_of`;
  const wholes = lost.flatMap(({ part_of }) => (part_of === null ? [] : [part_of]));
  if (wholes.length > 0) await finishSplitDeliveries(db, wholes, now);
  return lost.length;
}

/** When the next one is due: now or earlier, later, or `null` when the inbox is empty. */
export const nextDue = async (db: Db): Promise<Date | null> =>
  (
    await db.one<{ due: Date | null }>`
      select min(coalesce(claimed_until, received_at)) as due from deliveries
      where state in ('received', 'processing') and claimed_until is distinct from 'infinity'`
  ).due;

/** Ids that are due, for the sweep to wake workers for; oldest first. */
export const dueDeliveries = (
  db: Db,
  now: Date,
  limit: number,
): Promise<{ id: string; priority: number }[]> =>
  db.many`
    select id, priority from deliveries
    where state in ('received', 'processing') and (claimed_until is null or claimed_until <= ${now})
    order by priority, received_at limit ${limit}`;
