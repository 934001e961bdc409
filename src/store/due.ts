import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";

/**
 * Whether a sweep would find work: one question where nothing is due, which is nearly always. It may say yes too often, never too
 * seldom.
 */
export const isWorkDue = async (db: Db, now: Date): Promise<boolean> =>
  (
    await db.one<{ due: boolean }>`
      select exists (select from deliveries where state in ('received', 'processing')
          and (claimed_until is null or claimed_until <= ${now}))
        or exists (select from commands where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now}))
        or exists (select from incidents where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now}))
        or exists (select from commit_checks where next_step_at <= ${now}
          and (claimed_until is null or claimed_until <= ${now}))
        or exists (select from config_checks where next_step_at <= ${now}
          and (claimed_until is null or claimed_until <= ${now}))
        or exists (select from watchdogs where due_at <= ${now} and incident_id is null)
        or exists (select from alert_members m join incidents i on i.id = m.incident_id
          where m.role = 'consequence' and m.ended_at is null and i.closed_at <= ${now})
        or exists (select from notifications n cross join lateral (select state from incidents where id = n.incident_id offset 0) i
          where n.what in ('opened', 'rung') and not n.over and i.state in ${FINAL})
        or exists (select from notifications where state = 'waiting' and next_try_at <= ${now}
          and (claimed_until is null or claimed_until <= ${now})) as due`
  ).due;
