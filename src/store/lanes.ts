import type { Db } from "./db.js";

/** Repositories, and sources of what names none, of which deliveries wait; found by jumping along the index. */
export const waitingLanes = async (db: Db): Promise<string[]> =>
  (
    await db.many<{ lane: string }>`
      with recursive lanes (lane) as (
        (select coalesce(repository, source) from deliveries
         where state in ('received', 'processing') order by 1 limit 1)
        union all
        select (select coalesce(d.repository, d.source) from deliveries d
                where d.state in ('received', 'processing') and coalesce(d.repository, d.source) > lanes.lane
                order by 1 limit 1)
        from lanes where lanes.lane is not null
      )
      select lane from lanes where lane is not null`
  ).map(({ lane }) => lane);
