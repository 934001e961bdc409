import { z } from "zod";
import type { Gap } from "../events/alerts/gaps.js";
import { alertLinks } from "../events/alerts/links.js";
import type { Severity } from "../events/event.js";
import type { IncidentState } from "../events/incident.js";
import type { Standing } from "../events/alerts/standing.js";
import type { AlertRole } from "./alert-groups.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

const texts = z.record(z.string(), z.string());
const columns = z.object({ labels: texts, annotations: texts, links: alertLinks });

/** An alert in an incident. */
export interface AlertMember extends z.output<typeof columns> {
  incident_id: number;
  key: string;
  group_key: string;
  role: AlertRole;
  title: string;
  severity: Severity;
  service: string | null;
  /** Its sender's description. */
  message: string;
  url: string | null;
  stated_start: string | null;
  /** As its sender says, where that is believed; for people. */
  began_at: Date;
  /** By our clock. */
  last_seen: Date;
  ended_at: Date | null;
  /** Why its end proves nothing. */
  unproven: string | null;
  /** It says that monitoring sees nothing. */
  gap: Gap | null;
  /** How often it began to fire. */
  firings: number;
  /** How often it was told. */
  messages: number;
}

/** Where an alert was seen last. */
export type KnownMember = AlertMember & { state: IncidentState; closed_at: Date | null };

export async function memberByKey(db: Db, key: string): Promise<KnownMember | null> {
  const row = await db.maybe<Raw<KnownMember, typeof columns>>`
    select m.*, i.state, i.closed_at from alert_members m join incidents i on i.id = m.incident_id
    where m.key = ${key} order by m.incident_id desc limit 1`;
  return row && read(row);
}

const read = <Row extends Raw<AlertMember, typeof columns>>(row: Row) =>
  parsedRow("alert_members", columns, row, row.key);

export const saveMember = (tx: Db, m: AlertMember): Promise<number> =>
  tx.run`
    insert into alert_members (incident_id, key, group_key, role, title, severity, service, labels, message,
      annotations, links, url, stated_start, began_at, last_seen, ended_at, unproven, gap, firings, messages)
    values (${m.incident_id}, ${m.key}, ${m.group_key}, ${m.role}, ${m.title}, ${m.severity}, ${m.service},
      ${json(m.labels)}::jsonb, ${m.message}, ${json(m.annotations)}::jsonb, ${json(m.links)}::jsonb, ${m.url}, ${m.stated_start},
      ${m.began_at}, ${m.last_seen}, ${m.ended_at}, ${m.unproven}, ${m.gap}, ${m.firings}, ${m.messages})
    on conflict (incident_id, key) do update set group_key = excluded.group_key, role = excluded.role, title = excluded.title,
      severity = excluded.severity, service = excluded.service, labels = excluded.labels,
      message = excluded.message, annotations = excluded.annotations, links = excluded.links, url = excluded.url,
      stated_start = excluded.stated_start, began_at = excluded.began_at, last_seen = excluded.last_seen,
      ended_at = excluded.ended_at, unproven = excluded.unproven, gap = excluded.gap,
      firings = excluded.firings, messages = excluded.messages`;

/** Firing ones first, then those that ended last. */
export const membersOf = async (db: Db, incident: number, limit = 200): Promise<AlertMember[]> =>
  (
    await db.many<Raw<AlertMember, typeof columns>>`
      select * from alert_members where incident_id = ${incident}
      order by ended_at desc nulls first, began_at, key limit ${limit}`
  ).map(read);

/** The alert that tells most of an incident, of those in `membersOf`'s order: the oldest of its causes that fires, else the one that ended last. */
export const leadingAlert = (alerts: readonly AlertMember[]): AlertMember | null =>
  alerts.find(({ role }) => role === "cause") ?? alerts[0] ?? null;

/** How many alerts an incident has, causes and what follows from them. */
export const countMembers = (db: Db, incident: number): Promise<{ all: number; firing: number }> =>
  db.one`
    select count(*) as all, count(*) filter (where ended_at is null) as firing from alert_members where incident_id = ${incident}`;

/** What was taken to follow from another's trouble, and goes on firing although that was over before then. */
export const followersLeft = async (
  db: Db,
  before: Date,
  limit: number,
  of: { incident: number; key: string } | null = null,
): Promise<AlertMember[]> =>
  (
    await db.many<Raw<AlertMember, typeof columns>>`
      select m.* from alert_members m join incidents i on i.id = m.incident_id
      where m.role = 'consequence' and m.ended_at is null and i.closed_at <= ${before}
        and (${of?.incident ?? null}::bigint is null or (m.incident_id = ${of?.incident ?? null} and m.key = ${of?.key ?? null}))
      order by i.closed_at limit ${limit}`
  ).map(read);

/** How the alerts of an incident stand. */
export async function standingOf(db: Db, incident: number): Promise<Standing> {
  const rows = await db.many<{ severity: Severity; firing: number; all: number; unproven: string[] }>`
    select severity, count(*) filter (where ended_at is null) as firing, count(*) as all,
      array_remove(array_agg(distinct unproven), null) as unproven
    from alert_members where incident_id = ${incident} and role = 'cause' group by severity order by severity`;
  return {
    causes: {
      all: rows.reduce((n, { all }) => n + all, 0),
      firing: rows.reduce((n, { firing }) => n + firing, 0),
    },
    unproven: rows.flatMap(({ unproven }) => unproven),
    severities: rows.filter(({ firing }) => firing > 0).map(({ severity }) => severity),
  };
}

export const isGroupFiring = async (db: Db, incident: number, group: string): Promise<boolean> =>
  (await db.maybe`
    select 1 from alert_members where incident_id = ${incident} and group_key = ${group} and ended_at is null limit 1`) !==
  null;

/** How many of an incident's causes fire, and why monitoring does not see what they watch; null: of one at least it does. */
export const firingGap = (db: Db, incident: number): Promise<{ firing: number; gap: Gap | null }> =>
  db.one`
    select count(*) as firing, case when bool_and(gap is not null) then min(gap) end as gap from alert_members
    where incident_id = ${incident} and role = 'cause' and ended_at is null`;
