import type { Db } from "./db.js";
import type { Delivery } from "./deliveries.js";

/**
 * A delivery of many alerts gives way to its parts, which are worked on one after another; itself it is under way until the
 * last of them is done, and no worker's meanwhile. The number of parts; 0: the claim was lost. Parts of an earlier time, when
 * the delivery is played again, are made new.
 */
export async function splitDelivery(
  tx: Db,
  { id, attempts }: Pick<Delivery, "id" | "attempts">,
  bodies: readonly Uint8Array[],
): Promise<number> {
  const held = await tx.run`
    update deliveries set claimed_until = 'infinity' where id = ${id} and state = 'processing' and attempts = ${attempts}`;
  if (held === 0) return 0;
  let next = 1;
  const starts = bodies.map(({ length }) => (next += length) - length);
  return tx.run`
    insert into deliveries (id, source, target_id, key, event, action, repository, installation_id, headers, body,
      received_at, priority, part_of, part)
    select id || '#' || n, source, target_id, key || '#' || n, event, action, repository, installation_id, headers,
      substr(${Buffer.concat(bodies)}::bytea, start, length), received_at + n * interval '1 microsecond', priority, id, n
    from deliveries, unnest(${starts}::int[], ${bodies.map(({ length }) => length)}::int[])
      with ordinality as given (start, length, n)
    where id = ${id}
    on conflict (id) do update set body = excluded.body, state = 'received', reason = null, attempts = 0, claimed_until = null`;
}

/** What became of deliveries whose last part has ended: parked when one was, done when one was, else ignored like all. */
export const finishSplitDeliveries = (db: Db, ids: readonly string[], now: Date): Promise<number> =>
  db.run`
    update deliveries whole set claimed_until = ${now}, incident_id = parts.incident,
      state = case when parts.parked is not null then 'parked' when parts.done > 0 then 'done' else 'ignored' end,
      reason = case when parts.parked is not null then parts.parked when parts.done > 0 then null else parts.ignored end
    from (
      select part_of, count(*) filter (where state in ('received', 'processing')) as left_over,
        count(*) filter (where state = 'done') as done, max(incident_id) as incident,
        min(id || ': ' || reason) filter (where state = 'parked') as parked,
        min(reason) filter (where state = 'ignored') as ignored
      from deliveries where part_of = any(${ids}::text[]) group by part_of
    ) parts
    where whole.id = parts.part_of and parts.left_over = 0 and whole.state = 'processing'
      and whole.claimed_until = 'infinity'`;
