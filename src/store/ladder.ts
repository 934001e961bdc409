import type { Db } from "./db.js";

/** Who is told, and when, if nobody has taken the incident up by then. */
export interface PlannedCall {
  what: "rung" | "reminder";
  /** From 1, in its own kind. */
  rung: number;
  notifiers: readonly string[];
  at: Date;
}

/**
 * Notes whom to call later, once a round of an incident, as the ladder stands then: a file that is changed later calls nobody about
 * what is old. False: it was noted before, or somebody has taken the incident up.
 */
export async function placeCalls(tx: Db, incident: number, calls: readonly PlannedCall[]): Promise<boolean> {
  if (calls.length === 0) return false;
  const open = await tx.maybe<{ round: number; critical: boolean }>`
    select reopened as round, severity = 'critical' as critical from incidents i where id = ${incident}
      and not exists (select from acknowledgements a where a.incident_id = i.id and a.round = i.reopened)
      and not exists (select from notifications n
        where n.incident_id = i.id and n.round = i.reopened and n.what in ('rung', 'reminder'))`;
  if (!open) return false;
  // Created when it is due: tries are given up a day after that.
  for (const { what, rung, notifiers, at } of calls)
    for (const notifier of new Set(notifiers))
      await tx.run`
        insert into notifications (incident_id, notifier, what, round, rung, state, critical, next_try_at, created_at)
        values (${incident}, ${notifier}, ${what}, ${open.round}, ${rung}, 'waiting', ${open.critical}, ${at}, ${at})
        on conflict (incident_id, notifier, what, round, rung) do nothing`;
  return true;
}

/** What is told next of an incident, if nobody takes it up; null: nothing. */
export const nextCall = (db: Db, incident: number): Promise<{ at: Date; notifiers: string[] } | null> =>
  db.maybe`
    select next_try_at as at, array_agg(notifier order by notifier) as notifiers from notifications
    where incident_id = ${incident} and state = 'waiting' and what in ('rung', 'reminder')
    group by next_try_at order by next_try_at limit 1`;

/** When a notifier may tell of one more in this way: the moment at which the hour's oldest of so many leaves the hour; null: now. */
export const callsUsedUntil = async (
  db: Db,
  { notifier, critical }: { notifier: string; critical: boolean },
  since: Date,
  most: number,
): Promise<Date | null> =>
  (
    await db.maybe<{ at: Date }>`
      select done_at + interval '1 hour' as at from notifications
      where notifier = ${notifier} and critical = ${critical} and what in ('rung', 'reminder') and state = 'sent'
        and done_at > ${since}
      order by done_at desc offset ${most - 1} limit 1`
  )?.at ?? null;
