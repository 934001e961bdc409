import type { Db } from "./db.js";

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

/** The latest word on a component; `since` moves only with the state. */
export const writeHealth = (db: Db, { component, state, reason }: Health, now: Date): Promise<number> =>
  db.run`
    insert into component_health as h (component, state, reason, since, checked_at)
    values (${component}, ${state}, ${reason}, ${now}, ${now})
    on conflict (component) do update set state = excluded.state, reason = excluded.reason,
      since = case when h.state = excluded.state then h.since else excluded.since end, checked_at = excluded.checked_at`;

/** Worst first. */
export const listHealth = (db: Db): Promise<HealthRow[]> =>
  db.many<HealthRow>`
    select * from component_health
    order by array_position(array['down', 'silent', 'degraded', 'ok'], state), component limit 1000`;

/** A component that nobody has reported on for so long is gone, not silent. */
export const forgetHealth = (db: Db, before: Date): Promise<number> =>
  db.run`delete from component_health where checked_at < ${before}`;
