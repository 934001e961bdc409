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

/**
 * Messages of one incident by one notifier go in their order: an end before its beginning would leave a page open. The summaries that
 * begin with it are told apart from its own.
 */
export const dueNotifications = (db: Db, now: Date, limit: number): Promise<{ id: number }[]> =>
  db.many`
    select id from notifications n
    where state = 'waiting' and next_try_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      and not exists (select from notifications e
        where e.incident_id = n.incident_id and e.notifier = n.notifier and e.state = 'waiting' and e.id < n.id
          and (e.what in ('summary', 'summary_over')) = (n.what in ('summary', 'summary_over'))
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
          and (e.what in ('summary', 'summary_over')) = (n.what in ('summary', 'summary_over'))
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
  /** `reason`: why the far side did not take it; null: it was not asked. */
  later: { at: Date; reason: string | null },
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
  /** The cause that a person named last. */
  corrected: { label: string; by: string } | null;
  /** What was done last, or what came of it; the newest decision after that; the newest line of its story. */
  acted: string | null;
  decided: string | null;
  last: string | null;
}

export const toldIncident = (db: Db, id: number): Promise<ToldIncident | null> =>
  db.maybe<ToldIncident>`
    select id, state, kind, severity, title, service, environment, repository, category, diagnosis ->> 'summary' as summary,
      issue_url, first_seen, closed_at,
      (select jsonb_build_object('label', label, 'by', by) from labels where incident_id = i.id order by labels.id desc limit 1) as corrected,
      (select text || ' (' || to_char(at at time zone 'UTC', 'HH24:MI') || ' UTC)' from timeline
        where incident_id = i.id and kind in ('acted', 'verified') order by timeline.id desc limit 1) as acted,
      (select text from timeline where incident_id = i.id and kind = 'decided' and timeline.id > coalesce(
        (select max(id) from timeline where incident_id = i.id and kind in ('acted', 'verified')), 0)
        order by timeline.id desc limit 1) as decided,
      (select text from timeline where incident_id = i.id and kind in ('closed', 'recovered', 'verified', 'recognised')
        order by timeline.id desc limit 1) as last
    from incidents i where id = ${id}`;

/** How many titles a summary tells. */
const SUMMARY_TITLES = 5;

/** What a summary tells of, the worst and newest titles first. `open`: of what is not over. */
export const foldedInto = (
  db: Db,
  head: number,
  notifier: string,
  open: boolean,
): Promise<{
  all: number;
  severity: Severity | null;
  since: Date | null;
  until: Date | null;
  titles: string[];
}> =>
  db.one`
    with told as (
      select i.*, array_position(array['critical', 'error', 'warning', 'info'], i.severity) as rank
      from notifications n join incidents i on i.id = n.incident_id
      where n.folded_into = ${head} and n.notifier = ${notifier} and not (${open}::boolean and n.over))
    select count(*) as all, min(first_seen) as since, max(closed_at) as until,
      (array_agg(severity order by rank))[1] as severity,
      coalesce((select array_agg(title) from (
        select case when service is null or strpos(lower(title), lower(service)) > 0 then title else title || ' (' || service || ')' end as title
        from told order by rank, id desc limit ${SUMMARY_TITLES}) shown), '{}') as titles
    from told`;

/** How a notifier fares: what became of the message that ended last, and what it did not take yet. */
export interface NotifierRecord {
  notifier: string;
  ended: { state: "sent" | "refused"; reason: string | null } | null;
  /** Messages that were tried in vain and are tried again. */
  waiting: number;
  /** When the oldest of them was noted. */
  since: Date | null;
  /** Why the newest of them was not taken. */
  reason: string | null;
}

/** Messages that ended before `since` say nothing of a notifier as it is now. */
export const notifierRecords = (
  db: Db,
  notifiers: readonly string[],
  since: Date,
): Promise<NotifierRecord[]> =>
  db.many`
    select name as notifier,
      (select jsonb_build_object('state', state, 'reason', reason) from notifications
        where notifier = wanted.name and attempts > 0 and state in ('sent', 'refused') and done_at > ${since}
        order by done_at desc limit 1) as ended,
      coalesce(late.n, 0) as waiting, late.since, late.reason
    from unnest(${[...notifiers]}::text[]) as wanted (name)
    left join (
      select notifier, count(*) as n, min(created_at) as since, (array_agg(reason order by id desc))[1] as reason
      from notifications where state = 'waiting' and attempts > 0 and reason is not null group by notifier) late
      on late.notifier = wanted.name`;

/** A notifier that takes messages again gets all that waited for it; gives them. */
export const hurryWaiting = async (db: Db, notifier: string, now: Date): Promise<number[]> =>
  (
    await db.many<{ id: number }>`
      update notifications set next_try_at = ${now}
      where notifier = ${notifier} and state = 'waiting' and attempts > 0 and reason is not null and next_try_at > ${now}
      returning id`
  ).map(({ id }) => id);
