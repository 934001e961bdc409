import type { Db } from "./db.js";

export interface SwitchRow {
  scope: string;
  reason: string;
  by: string;
  at: Date;
}

/** GitHub's names differ in case and mean the same. */
const scopeOf = (name: string): string => name.toLowerCase();

/** The stop that holds for this repository: the global one first. */
export const findStop = (db: Db, repository: string | null): Promise<SwitchRow | null> =>
  db.maybe<SwitchRow>`
    select scope, reason, by, at from switches
    where stopped and scope in ('global', ${scopeOf(repository ?? "global")})
    order by (scope = 'global') desc limit 1`;

export const listStops = (db: Db): Promise<SwitchRow[]> =>
  db.many<SwitchRow>`select scope, reason, by, at from switches where stopped order by scope`;

export async function setStop(db: Db, stop: SwitchRow): Promise<void> {
  await db.run`
    insert into switches (scope, stopped, reason, by, at)
    values (${scopeOf(stop.scope)}, true, ${stop.reason}, ${stop.by}, ${stop.at})
    on conflict (scope) do update set
      stopped = true, reason = excluded.reason, by = excluded.by, at = excluded.at`;
}

/** The stop that was lifted, or `null` when nothing was stopped. */
export const liftStop = (db: Db, scope: string, by: string, at: Date): Promise<{ reason: string } | null> =>
  db.maybe<{ reason: string }>`
    update switches set stopped = false, by = ${by}, at = ${at}
    where scope = ${scopeOf(scope)} and stopped returning reason`;

/** Since when the scope has been running again after its last stop; failures seen before are not acted on. */
export const liftedAt = async (db: Db, repository: string | null): Promise<Date | null> =>
  (
    await db.one<{ at: Date | null }>`
      select max(at) as at from switches
      where not stopped and scope in ('global', ${scopeOf(repository ?? "global")})`
  ).at;
