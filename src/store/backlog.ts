import type { Db } from "./db.js";

/** Deliveries and incidents whose time has come and that nobody holds, and since when the oldest is due. */
export const backlog = (db: Db, now: Date): Promise<{ waiting: number; oldest: Date | null }> =>
  db.one`
    select count(*) as waiting, min(due) as oldest from (
      select coalesce(claimed_until, received_at) as due from deliveries
      where state in ('received', 'processing') and (claimed_until is null or claimed_until <= ${now})
      union all
      select next_step_at from incidents
      where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    ) all_due`;

/** Deliveries that came in (from, to], and how many of all stand parked. */
export const intakeCounts = (db: Db, from: Date, to: Date): Promise<{ came: number; parked: number }> =>
  db.one`
    select (select count(*) from deliveries where received_at > ${from} and received_at <= ${to} and part_of is null) as came,
      (select count(*) from deliveries where state = 'parked' and received_at > ${from}) as parked`;
