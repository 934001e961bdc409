import { DAY } from "../core/clock.js";
import type { Severity } from "../events/event.js";
import { groupOf, type AlertGroup } from "./alert-groups.js";
import { historyOfGroup, type GroupHistory } from "./alert-history.js";
import { leadingAlert, membersOf, type AlertMember } from "./alert-members.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import { detectionsOf, type DetectionRow } from "./detections.js";
import { fixesOf, type FixRow } from "./fixes.js";
import {
  decisionsOf,
  outcomesOf,
  timelineOf,
  type DecisionRow,
  type OutcomeRow,
  type TimelineEntry,
} from "./timeline.js";
import { readShownIncident, type RawIncident, type ShownIncident } from "./incident-row.js";
import { intentsOf, type IntentRow } from "./intents.js";
import { readPattern, type PatternRow } from "./patterns.js";
import type { Repository } from "./repositories.js";
import { totalDeliveries, totalIncidents } from "./totals.js";

// Queries of the dashboard and the read API; read only.

/** Ids come from URLs: what is no number names no incident. */
export const incidentId = (text: string): number | null =>
  /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;

export interface IncidentStory {
  incident: ShownIncident;
  detections: DetectionRow[];
  decisions: (DecisionRow & { id: number })[];
  intents: IntentRow[];
  outcomes: (OutcomeRow & { id: number })[];
  timeline: (TimelineEntry & { id: number; url: string | null })[];
  fixes: FixRow[];
  /** What it is of, where it is one of alerts; and its alerts, the first of them. */
  group: AlertGroup | null;
  alerts: AlertMember[];
  /** Of the group of the alert that tells most of it, in the last 30 days. */
  history: GroupHistory | null;
}

const HISTORY_MS = 30 * DAY;

/** Everything that is kept of one incident; all of it from one moment is not needed, rows are only added. */
export async function incidentStory(db: Db, id: number, now: Date): Promise<IncidentStory | null> {
  const row = await db.maybe<RawIncident>`select * from incidents where id = ${id}`;
  if (!row) return null;
  const [detections, decisions, intents, outcomes, timeline, fixes, group, alerts] = await Promise.all([
    detectionsOf(db, id),
    decisionsOf(db, id),
    intentsOf(db, id),
    outcomesOf(db, id),
    timelineOf(db, id),
    fixesOf(db, id),
    groupOf(db, id),
    membersOf(db, id),
  ]);
  const of = leadingAlert(alerts)?.group_key ?? "";
  const since = new Date(now.getTime() - HISTORY_MS);
  const history = of === "" ? null : await historyOfGroup(db, of, { incident: id, since });
  const incident = readShownIncident(row);
  return { incident, detections, decisions, intents, outcomes, timeline, fixes, group, alerts, history };
}

/** Incidents that were found to be this one. */
export const mergedIntoOf = (db: Db, id: number): Promise<{ id: number; title: string }[]> =>
  db.many`select id, title from incidents where merged_into = ${id} order by id limit 50`;

export interface Summary {
  /** All that is not over. */
  burning: number;
  open: number;
  acting: number;
  escalated: number;
  recovered: number;
  /** By hand, or as nothing to care about. */
  closed: number;
  /** Alerts without a repository that are not over. */
  unrouted: number;
}

/** Counts of what is under way, and of what ended in the last 24 hours. */
export const summarise = (db: Db, now: Date): Promise<Summary> =>
  db.one<Summary>`
    select burning.*, ended.* from (
      select count(*) as burning, count(*) filter (where state in ('open', 'diagnosing')) as open,
        count(*) filter (where state in ('acting', 'verifying')) as acting,
        count(*) filter (where state = 'escalated') as escalated,
        count(*) filter (where repository is null) as unrouted
      from incidents where state not in ${FINAL}) burning
    cross join (
      select count(*) filter (where state = 'recovered') as recovered,
        count(*) filter (where state <> 'recovered') as closed
      from incidents where closed_at > ${new Date(now.getTime() - DAY)} and state in ${FINAL}) ended`;

/** Alerts without a repository that are not over: nothing is done about them, so they are shown. The worst first, of those the newest. */
export const unroutedAlerts = (
  db: Db,
  limit: number,
): Promise<{ id: number; title: string; severity: Severity; service: string | null; first_seen: Date }[]> =>
  db.many`
    select id, title, severity, service, first_seen from incidents where repository is null and state not in ${FINAL}
    order by array_position(array['critical', 'error', 'warning', 'info'], severity), last_seen desc, id desc limit ${limit}`;

/** Repositories that incidents were seen in, for a filter's list: one jump along the index for each, however many incidents it has. */
export const incidentRepositories = async (db: Db): Promise<string[]> =>
  (
    await db.many<{ repository: string }>`
      with recursive names (name) as (
        select (select lower(repository) from incidents where lower(repository) >= '' order by lower(repository) limit 1)
        union all
        select (select lower(repository) from incidents where lower(repository) > names.name
          order by lower(repository) limit 1) from names where names.name is not null
      )
      select latest.repository from names
      cross join lateral (select repository from incidents where lower(repository) = names.name
        order by last_seen desc, id desc limit 1) latest
      order by latest.repository limit 200`
  ).map(({ repository }) => repository);

export interface LearnedPattern extends PatternRow {
  helped: { action: string; successes: number; failures: number; last_incident: number | null }[];
}

/** What came most often first. */
export const listPatterns = async (db: Db, limit = 100): Promise<LearnedPattern[]> =>
  (
    await db.many<LearnedPattern>`
    select p.*, coalesce((
      select jsonb_agg(jsonb_build_object('action', t.action, 'successes', t.successes, 'failures', t.failures,
        'last_incident', t.last_incident) order by t.successes desc, t.action)
      from trust t where t.subject = p.fingerprint), '[]'::jsonb) as helped
    from patterns p order by p.incidents desc, p.last_seen desc, p.fingerprint limit ${limit}`
  ).map(readPattern);

export interface RepositoryOverview extends Repository {
  incidents: number;
  /** Not over yet. */
  under_way: number;
  stop_reason: string | null;
  stop_by: string | null;
}

export async function repositoryOverview(db: Db): Promise<RepositoryOverview[]> {
  const totals = await totalIncidents(db);
  const rows = await db.many<Omit<RepositoryOverview, "incidents">>`
    select r.*, coalesce(i.under_way, 0) as under_way, s.reason as stop_reason, s.by as stop_by
    from repositories r
    left join (
      select lower(repository) as name, count(*) as under_way
      from incidents where state not in ${FINAL} and repository is not null
      group by lower(repository)) i on i.name = lower(r.full_name)
    left join switches s on s.stopped and s.repository_id = r.repository_id
    where r.repository_id is not null
    order by r.full_name limit 1000`;
  return rows.map((row) => ({ ...row, incidents: totals.get(row.full_name.toLowerCase()) ?? 0 }));
}

/** Deliveries that are being worked on or wait for it, and how many came at all. */
export async function countDeliveries(db: Db): Promise<{ all: number; waiting: number; parked: number }> {
  const [all, now] = await Promise.all([
    totalDeliveries(db),
    db.one<{ waiting: number; parked: number }>`
      select (select count(*) from deliveries where state in ('received', 'processing')) as waiting,
        (select count(*) from deliveries where state = 'parked') as parked`,
  ]);
  return { all, ...now };
}
