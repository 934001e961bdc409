import { SECOND } from "../core/clock.js";
import { unpackSmall } from "./body.js";
import { finishSplitDeliveries } from "./delivery-parts.js";
import type { Db } from "./db.js";
import type { Delivery, DeliveryState } from "./deliveries.js";
import { storable } from "./json.js";

/** A delivery in a worker's hands until `claimed_until`; afterwards another may take it. */
export interface Claim extends Delivery {
  body: Buffer;
  /** The body is large, and still packed. */
  packed: boolean;
  target_id: string;
  key: string;
  /** The delivery that this is a part of. */
  part_of: string | null;
}

export interface ClaimOptions {
  now: Date;
  /** Default 1. */
  limit?: number;
  /** Only this one. */
  id?: string;
  /** Default `CLAIM_MS`. */
  leaseMs?: number;
}

/** Five lost workers still park within a minute; who works longer renews it. */
export const CLAIM_MS = 10 * SECOND;

/** Bodies up to this size are unpacked and read on the event loop; the worst of them takes some 40 ms. */
export const SMALL_BODY = 32 * 1024;

export const ATTEMPTS = 5;

/** Pauses after the first, second, ... failure; together below the minute in which a delivery has to be parked. */
const PAUSES = [1, 3, 8, 20].map((s) => s * SECOND);

/**
 * Takes what is due and nobody else holds. Within a priority repositories take turns: each one's oldest, then each one's
 * second oldest, counting what is under way, and the one served longest ago first; a noisy repository delays only itself.
 * Lanes are found by jumping along the index, so the cost grows with the repositories waiting and not with the backlog.
 */
export async function claim(db: Db, options: ClaimOptions): Promise<Claim[]> {
  const { now, limit = 1, leaseMs = CLAIM_MS, id = null } = options;
  const until = new Date(now.getTime() + leaseMs);
  await parkLost(db, now);
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
      where state = 'processing' and claimed_until > ${now} group by 1
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
      select d.id, front.priority, front.turn, front.served from deliveries d join front using (id)
      where d.state in ('received', 'processing') and (d.claimed_until is null or d.claimed_until <= ${now})
      order by front.priority, front.turn, front.served nulls first, front.received_at, d.id
      limit ${limit} for update of d skip locked
    ),
    taken as (
      update deliveries d set state = 'processing', attempts = d.attempts + 1, claimed_until = ${until}
      from picked where d.id = picked.id
      returning d.*, picked.turn, picked.served
    )
    select id, source, target_id, key, event, action, repository, installation_id, headers, body, received_at, state,
      reason, attempts, incident_id, part_of
    from taken order by priority, turn, served nulls first, received_at, id`;
  return Promise.all(
    rows.map(async (row) => {
      const packed = row.body ?? Buffer.alloc(0);
      const body = packed.length === 0 ? packed : await unpackSmall(packed, SMALL_BODY);
      return { ...row, body: body ?? packed, packed: body === null };
    }),
  );
}

export const renewDelivery = (
  db: Db,
  claimed: Pick<Claim, "id" | "attempts">,
  until: Date,
): Promise<number> =>
  db.run`
    update deliveries set claimed_until = ${until} where id =
      (select id from deliveries
       where id = ${claimed.id} and state = 'processing' and attempts = ${claimed.attempts} for update skip locked)`;

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
