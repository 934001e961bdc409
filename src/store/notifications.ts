import type { Severity } from "../events/event.js";
import type { IncidentState } from "../events/incident.js";
import { SqlWords, type Db } from "./db.js";

export const notificationWhats = [
  "opened",
  "still_firing",
  "rung",
  "reminder",
  "resolved",
  "summary",
  "summary_over",
] as const;
export type NotificationWhat = (typeof notificationWhats)[number];

/** Told later, if nobody takes it up: one of these waits for no other, as they are due at different times. */
const LATER = new SqlWords(["still_firing", "rung", "reminder"]);

/** What is told when that is over which a message tells of; null: it is that itself. */
const endOf: Readonly<Record<NotificationWhat, NotificationWhat | null>> = {
  opened: "resolved",
  still_firing: "resolved",
  rung: "resolved",
  reminder: "resolved",
  resolved: null,
  summary: "summary_over",
  summary_over: null,
};

/** One claim of a message that is to be sent. */
export interface Notification {
  id: number;
  incident_id: number;
  notifier: string;
  what: NotificationWhat;
  round: number;
  /** Which of the ladder, or which reminder; 0: neither. */
  rung: number;
  critical: boolean;
  /** How often sending it was begun, this time too. */
  attempts: number;
  claims: number;
  created_at: Date;
}

/** Messages of one incident by one notifier go in their order: an end before its beginning would leave a page open. */
export const dueNotifications = (db: Db, now: Date, limit: number): Promise<{ id: number }[]> =>
  db.many`
    select id from notifications n
    where state = 'waiting' and next_try_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      and not exists (select from notifications e
        where e.incident_id = n.incident_id and e.notifier = n.notifier and e.state = 'waiting' and e.id < n.id
          and (e.what not in ${LATER} or n.what not in ${LATER}))
    order by next_try_at, id limit ${limit}`;

/** null: another worker has it, it is not due, or one before it still waits. */
export const claimNotification = (
  db: Db,
  id: number,
  now: Date,
  leaseMs: number,
): Promise<Notification | null> =>
  db.maybe<Notification>`
    update notifications n set claimed_until = ${new Date(now.getTime() + leaseMs)}, claims = claims + 1, attempts = attempts + 1
    where id = ${id} and state = 'waiting' and next_try_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      and not exists (select from notifications e
        where e.incident_id = n.incident_id and e.notifier = n.notifier and e.state = 'waiting' and e.id < n.id
          and (e.what not in ${LATER} or n.what not in ${LATER}))
    returning id, incident_id, notifier, what, round, rung, critical, attempts, claims, created_at`;

type Claimed = Pick<Notification, "id" | "claims">;

/** False: somebody else has claimed it since, who says what came of it. */
export const endNotification = async (
  db: Db,
  { id, claims }: Claimed,
  end: { state: "sent" | "refused" | "dropped"; reason: string | null },
  now: Date,
): Promise<boolean> =>
  (await db.run`
    update notifications set state = ${end.state}, reason = ${end.reason}, done_at = ${now}, next_try_at = null, claimed_until = null
    where id = ${id} and claims = ${claims} and state = 'waiting'`) > 0;

export const delayNotification = (
  db: Db,
  { id, claims }: Claimed,
  later: { at: Date; reason: string },
): Promise<number> =>
  db.run`
    update notifications set next_try_at = ${later.at}, reason = ${later.reason}, claimed_until = null
    where id = ${id} and claims = ${claims} and state = 'waiting'`;

/** Nobody was told that it began, so nobody is told that it is over. */
export const dropEnd = (
  db: Db,
  { incident_id: incident, notifier, round, what }: Notification,
  now: Date,
): Promise<number> =>
  db.run`
    update notifications set state = 'dropped', reason = 'its beginning was not told', done_at = ${now}, next_try_at = null
    where incident_id = ${incident} and notifier = ${notifier} and round = ${round} and state = 'waiting'
      and what = ${endOf[what]}`;

/** Whether the end of what a message tells of is noted already. */
export const isSuperseded = async (
  db: Db,
  { incident_id: incident, notifier, round, what }: Notification,
): Promise<boolean> =>
  (await db.maybe`
    select 1 from notifications where incident_id = ${incident} and notifier = ${notifier} and round = ${round}
      and what = ${endOf[what]}`) !== null;

/** Whether a person did something about an incident, here or on GitHub. */
export const isTakenUp = async (db: Db, incident: number): Promise<boolean> =>
  (await db.maybe`
    select 1 from timeline where incident_id = ${incident} and (kind = 'asked' or starts_with(actor, '@')) limit 1`) !==
  null;

/** Whether people want to hear nothing of an incident. */
export const isMuted = async (db: Db, incident: number, now: Date): Promise<boolean> =>
  (await db.maybe`
    select 1 from incidents i join mutes m on m.repository = i.repository and m.fingerprint = i.fingerprint
    where i.id = ${incident} and m.until > ${now}`) !== null;

/** What a message says of an incident, whoever wrote its JSON. */
export interface ToldIncident {
  id: number;
  state: IncidentState;
  kind: string;
  severity: Severity;
  title: string;
  service: string | null;
  environment: string | null;
  repository: string | null;
  category: string | null;
  summary: string | null;
  issue_url: string | null;
  first_seen: Date;
  closed_at: Date | null;
  /** Its newest decision, and the newest line of its story. */
  decided: string | null;
  last: string | null;
}

export const toldIncident = (db: Db, id: number): Promise<ToldIncident | null> =>
  db.maybe<ToldIncident>`
    select id, state, kind, severity, title, service, environment, repository, category, diagnosis ->> 'summary' as summary,
      issue_url, first_seen, closed_at,
      (select text from timeline where incident_id = i.id and kind = 'decided' order by timeline.id desc limit 1) as decided,
      (select text from timeline where incident_id = i.id and kind in ('closed', 'recovered', 'verified', 'recognised')
        order by timeline.id desc limit 1) as last
    from incidents i where id = ${id}`;

/** What a summary tells of. */
export const foldedInto = (
  db: Db,
  head: number,
  notifier: string,
): Promise<{ all: number; severity: Severity | null; since: Date | null; until: Date | null }> =>
  db.one`
    select count(*) as all, min(i.first_seen) as since, max(i.closed_at) as until,
      (array_agg(i.severity order by array_position(array['critical', 'error', 'warning', 'info'], i.severity)))[1] as severity
    from notifications n join incidents i on i.id = n.incident_id
    where n.folded_into = ${head} and n.notifier = ${notifier}`;

/** How the newest message of each notifier fares that was tried, of those that were noted since then. */
export const lastTries = (
  db: Db,
  notifiers: readonly string[],
  since: Date,
): Promise<{ notifier: string; state: string; reason: string | null; attempts: number }[]> =>
  db.many`
    select notifier, state, reason, attempts from unnest(${[...notifiers]}::text[]) as wanted (name)
    cross join lateral (
      select notifier, state, reason, attempts from notifications
      where notifier = wanted.name and attempts > 0 and state <> 'dropped' and created_at > ${since}
      order by created_at desc, id desc limit 1) newest`;
