import type { Db } from "./db.js";
import { json } from "./json.js";

export type AlertRole = "cause" | "consequence";

/** What is known of a group over all its incidents. */
export interface AlertGroup {
  key: string;
  /** Its newest incident. */
  incident_id: number | null;
  role: AlertRole;
  labels: Record<string, string>;
  firing: boolean;
  /** When it began or ceased to fire lately, in ms since 1970. */
  changes: number[];
  flapping_since: Date | null;
  /** When it was last known to flap. */
  flapped_at: Date | null;
  changed_at: Date;
}

/** The group's row, made if there is none; nobody else takes in one of its alerts until the transaction ends. */
export const lockGroup = (
  tx: Db,
  key: string,
  labels: Readonly<Record<string, string>> | null,
  now: Date,
): Promise<AlertGroup> =>
  tx.one<AlertGroup>`
    insert into alert_groups as g (key, labels, changed_at) values (${key}, ${json(labels ?? {})}::jsonb, ${now})
    on conflict (key) do update set labels = case when ${labels === null} then g.labels else excluded.labels end
    returning *`;

export const saveGroup = (tx: Db, group: AlertGroup): Promise<number> =>
  tx.run`
    update alert_groups set incident_id = ${group.incident_id}, role = ${group.role}, firing = ${group.firing},
      changes = ${json(group.changes)}::jsonb, flapping_since = ${group.flapping_since},
      flapped_at = ${group.flapped_at}, changed_at = ${group.changed_at}
    where key = ${group.key}`;

/** The group that an incident is of; null: it is none of alerts, or an older version opened it. */
export const groupOf = (db: Db, incident: number): Promise<AlertGroup | null> =>
  db.maybe<AlertGroup>`
    select * from alert_groups where incident_id = ${incident} and role = 'cause' order by changed_at desc limit 1`;

/** It has calmed down. Nothing, where a change came in between. */
export const endFlapping = (tx: Db, { key, changed_at: at }: AlertGroup): Promise<number> =>
  tx.run`update alert_groups set flapping_since = null where key = ${key} and changed_at = ${at} and flapping_since is not null`;
