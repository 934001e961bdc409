import { z } from "zod";
import { alertEvent, errorEvent, type AlertEvent, type ErrorEvent } from "../events/event.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

export const addEvent = (
  db: Db,
  incidentId: number,
  deliveryId: string | null,
  event: ErrorEvent,
): Promise<{ id: number }> =>
  db.one`
    insert into error_events (incident_id, delivery_id, source, kind, status, repository, severity, title, message, fingerprint,
      service, body, occurred_at)
    values (${incidentId}, ${deliveryId}, ${event.source}, ${event.kind}, ${event.status}, ${event.repository?.fullName ?? null},
      ${event.severity}, ${event.title}, ${event.message}, ${event.fingerprint}, ${event.service}, ${json(event)}::jsonb, ${event.occurredAt})
    returning id`;

const columns = z.object({ body: errorEvent });

export interface EventRow extends z.output<typeof columns> {
  id: number;
  source: string;
  kind: ErrorEvent["kind"];
  status: "firing" | "resolved";
  title: string;
  message: string;
  occurred_at: Date;
}

/** What an alert of an incident said when it fired last. */
export async function lastFiring(db: Db, incidentId: number, key: string): Promise<AlertEvent | null> {
  const row = await db.maybe<{ id: number; body: unknown }>`
    select id, body from error_events where incident_id = ${incidentId} and status = 'firing' and body ->> 'key' = ${key}
    order by id desc limit 1`;
  return row && parsedRow("error_events", z.object({ body: alertEvent }), row, row.id).body;
}

/**
 * The event that tells what an incident is about: the newest firing of an alert that is its cause and fires still, one that sees what
 * it watches before one that says that nobody does. Where none fires, that of the alert that opened it; what follows from the trouble only where nothing else is kept.
 */
export async function tellingEvent(db: Db, incident: { id: number; key: string }): Promise<EventRow | null> {
  const row = await db.maybe<Raw<EventRow, typeof columns>>`
    select e.id, e.source, e.kind, e.status, e.title, e.message, e.body, e.occurred_at
    from error_events e left join alert_members m on m.incident_id = e.incident_id and m.key = e.body ->> 'key'
    where e.incident_id = ${incident.id}
    order by coalesce(e.status = 'firing' and m.role = 'cause' and m.ended_at is null, false) desc,
      (m.ended_at is null and m.gap is null) desc,
      (e.body ->> 'key' = ${incident.key}) desc, m.role is distinct from 'consequence' desc, (e.status = 'firing') desc, e.id desc
    limit 1`;
  return row && parsedRow("error_events", columns, row, row.id);
}

/** Oldest first, the newest `limit`. */
export const eventsOf = async (db: Db, incidentId: number, limit = 100): Promise<EventRow[]> =>
  (
    await db.many<Raw<EventRow, typeof columns>>`
      select id, source, kind, status, title, message, body, occurred_at from error_events
      where incident_id = ${incidentId} order by id desc limit ${limit}`
  )
    .map((row) => parsedRow("error_events", columns, row, row.id))
    .reverse();
