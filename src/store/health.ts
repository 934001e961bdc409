import type { Db } from "./db.js";
import { json } from "./json.js";

export type HealthState = "ok" | "degraded" | "down" | "silent";

export interface Health {
  component: string;
  state: HealthState;
  reason: string;
}

export interface HealthRow extends Health {
  /** When it came into this state. */
  since: Date;
  checked_at: Date;
}

/** The latest word on components, each named once; `since` moves only with the state. */
export const writeHealth = (db: Db, all: Health | readonly Health[], now: Date): Promise<number> =>
  db.run`
    insert into component_health as h (component, state, reason, since, checked_at)
    select component, state, reason, ${now}, ${now}
    from jsonb_to_recordset(${json([all].flat())}::jsonb) as r (component text, state text, reason text)
    on conflict (component) do update set state = excluded.state, reason = excluded.reason,
      since = case when h.state = excluded.state then h.since else excluded.since end, checked_at = excluded.checked_at`;

/** Worst first. */
export const listHealth = (db: Db): Promise<HealthRow[]> =>
  db.many<HealthRow>`
    select * from component_health
    order by array_position(array['down', 'silent', 'degraded', 'ok'], state), component limit 1000`;

/** Marks components without a report since `before` as silent; returns them. */
export const markSilent = async (db: Db, before: Date, now: Date): Promise<string[]> =>
  (
    await db.many<{ component: string }>`
      update component_health set state = 'silent', since = ${now},
        reason = left('nothing heard since ' || to_char(checked_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') ||
          ' UTC; it was ' || state || ': ' || reason, 500)
      where checked_at < ${before} and state <> 'silent' returning component`
  ).map(({ component }) => component);

/** Components whose name begins so, but for those to keep, are no more. */
export const deleteHealthExcept = (db: Db, prefix: string, keep: readonly string[]): Promise<number> =>
  db.run`delete from component_health where starts_with(component, ${prefix}) and not component = any(${[...keep]}::text[])`;

/** Components by their whole names. */
export const deleteHealth = (db: Db, components: readonly string[]): Promise<number> =>
  db.run`delete from component_health where component = any(${[...components]}::text[])`;

/**
 * A component without a report for so long is deleted, not silent; one of a process that came on top of others (`#2`, `#3`)
 * sooner.
 */
export const expireHealth = (db: Db, before: Date, beforeOfProcess: Date): Promise<number> =>
  db.run`delete from component_health where checked_at < ${before}
    or (checked_at < ${beforeOfProcess} and component like 'heal/%#%')`;
