import { HOUR } from "../core/clock.js";
import { limits } from "../core/limits.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import type { NotificationWhat } from "./notifications.js";

/** An incident that people are to be told of. */
export interface Wanted {
  incident: number;
  /** Names of notifiers. */
  notifiers: readonly string[];
}

/** As its row tells now: the step that wants people told has read it before it wrote. */
interface Told {
  critical: boolean;
  alert: boolean;
  listed_in: number | null;
  reopened: number;
  /** People want to hear nothing of it. */
  muted: boolean;
}

/** Counting what a notifier told of and telling of one more are one: two workers must not both take the hour's last. */
const lock = (tx: Db, notifier: string): Promise<number> =>
  tx.run`select pg_advisory_xact_lock(hashtextextended(${`notifier:${notifier}`}, 0))`;

/**
 * Notes that people are to be told that an incident needs them, once a notifier until it is over; gives the messages to send. Called
 * in the transaction that writes why.
 */
export async function noteOpened(tx: Db, { incident, notifiers }: Wanted, now: Date): Promise<number[]> {
  const told = await tx.maybe<Told>`
    select severity = 'critical' as critical, kind = 'alert' as alert, listed_in, reopened,
      exists (select from mutes m where m.repository = i.repository and m.fingerprint = i.fingerprint and m.until > ${now}) as muted
    from incidents i where id = ${incident}`;
  if (!told || told.muted) return [];
  const ids: number[] = [];
  // In one order here and at their ends, so that nobody waits in a circle.
  for (const notifier of [...new Set(notifiers)].sort()) {
    if (await isOpen(tx, incident, notifier)) continue;
    await lock(tx, notifier);
    if (await isOpen(tx, incident, notifier)) continue;
    ids.push(...(await place(tx, { incident, notifier, ...told }, now)));
  }
  return ids;
}

const isOpen = async (tx: Db, incident: number, notifier: string): Promise<boolean> =>
  (await tx.maybe`
    select 1 from notifications where incident_id = ${incident} and notifier = ${notifier} and what = 'opened' and not over`) !==
  null;

type Placed = Told & { incident: number; notifier: string };

/** By itself, or in the summary of the hour: critical ones count for themselves, so that no storm of others hides one. */
async function place(tx: Db, one: Placed, now: Date): Promise<number[]> {
  const head = await summaryFor(tx, one, now);
  const { incident, notifier, reopened: round, critical } = one;
  if (head !== null) {
    await tx.run`
      insert into notifications (incident_id, notifier, what, round, state, folded_into, critical, created_at, done_at)
      values (${incident}, ${notifier}, 'opened', ${round}, 'folded', ${head}, ${critical}, ${now}, ${now})
      on conflict (incident_id, notifier, what, round, rung) do nothing`;
    return openSummary(tx, { incident: head, notifier, critical }, now);
  }
  const waiting = { incident, notifier, round, critical };
  const opened = await add(tx, { ...waiting, what: "opened", at: now }, now);
  if (one.critical && one.alert)
    await add(
      tx,
      { ...waiting, what: "still_firing", at: new Date(now.getTime() + limits.tellAgainMs) },
      now,
    );
  return opened;
}

/** The incident in whose summary it is told of; null: it is told by itself. */
async function summaryFor(
  tx: Db,
  { incident, notifier, critical, listed_in: listed }: Placed,
  now: Date,
): Promise<number | null> {
  if (listed !== null && !critical) return listed;
  const since = new Date(now.getTime() - HOUR);
  const { used } = await tx.one<{ used: number }>`
    select count(*) as used from notifications
    where notifier = ${notifier} and what = 'opened' and created_at > ${since} and critical = ${critical} and state <> 'folded'`;
  if (used < limits.messagesPerHour) return null;
  const open = await tx.maybe<{ incident_id: number }>`
    select incident_id from notifications
    where notifier = ${notifier} and what = 'summary' and critical = ${critical} and not over and created_at > ${since}
    order by id desc limit 1`;
  return open?.incident_id ?? incident;
}

/** What comes after a summary was sent is told by another one, not at once: it tells of all that came in between. */
async function openSummary(
  tx: Db,
  { incident, notifier, critical }: Pick<Placed, "incident" | "notifier" | "critical">,
  now: Date,
): Promise<number[]> {
  const { rounds, unsent, last } = await tx.one<{ rounds: number; unsent: number; last: Date | null }>`
    select count(*) as rounds,
      count(*) filter (where not over and state = 'waiting' and (claimed_until is null or claimed_until <= ${now})) as unsent,
      max(coalesce(done_at, created_at)) filter (where not over) as last
    from notifications where incident_id = ${incident} and notifier = ${notifier} and what = 'summary'`;
  if (unsent > 0) return [];
  const pace = critical ? limits.criticalSummaryPaceMs : limits.summaryPaceMs;
  const at = new Date(Math.max(now.getTime(), last === null ? 0 : last.getTime() + pace));
  return add(tx, { incident, notifier, critical, what: "summary", round: rounds, at }, now);
}

async function add(
  tx: Db,
  one: {
    incident: number;
    notifier: string;
    critical: boolean;
    what: NotificationWhat;
    round: number;
    at: Date;
  },
  now: Date,
): Promise<number[]> {
  const rows = await tx.many<{ id: number }>`
    insert into notifications (incident_id, notifier, what, round, state, critical, next_try_at, created_at)
    values (${one.incident}, ${one.notifier}, ${one.what}, ${one.round}, 'waiting', ${one.critical}, ${one.at}, ${now})
    on conflict (incident_id, notifier, what, round, rung) do nothing returning id`;
  return rows.map(({ id }) => id);
}

interface Open {
  id: number;
  incident_id: number;
  notifier: string;
  round: number;
  what: NotificationWhat;
  attempts: number;
  state: string;
  critical: boolean;
  folded_into: number | null;
}

/**
 * Notes the end of what people were told of, however it ended: by heal, by itself or by hand. `incident` null: whichever is over.
 * Gives the messages to send.
 */
export async function noteEnds(
  db: Db,
  now: Date,
  limit: number,
  incident: number | null = null,
): Promise<number[]> {
  const ended = await db.many<Open>`
    select n.id, n.incident_id, n.notifier, n.round, n.what, n.attempts, n.state, n.critical, n.folded_into
    from notifications n cross join lateral (select state from incidents where id = n.incident_id offset 0) i
    where n.what in ('opened', 'rung') and not n.over and i.state in ${FINAL} and (${incident}::bigint is null or n.incident_id = ${incident})
    order by n.notifier, n.id limit ${limit}`;
  const ids: number[] = [];
  for (const one of ended) ids.push(...(await db.tx((tx) => noteEnd(tx, one, now))));
  return ids;
}

async function noteEnd(tx: Db, one: Open, now: Date): Promise<number[]> {
  const { incident_id: incident, notifier, round, critical } = one;
  await lock(tx, notifier);
  const mine = await tx.maybe<Pick<Open, "state" | "attempts">>`
    update notifications set over = true where id = ${one.id} and not over returning state, attempts`;
  if (!mine) return [];
  if (one.folded_into !== null) return endSummary(tx, one.folded_into, one, now);
  // What waits to be told, perhaps for long, is looked at now, and left out.
  const hurried = await tx.many<{ id: number }>`
    update notifications set next_try_at = ${now}
    where incident_id = ${incident} and notifier = ${notifier} and round = ${round} and state = 'waiting'
      and what in ('opened', 'still_firing', 'rung', 'reminder') returning id`;
  // A later call that was never begun told nobody, so nobody is told that it is over.
  const unbegun = one.what === "rung" && mine.state === "waiting" && mine.attempts === 0;
  if (unbegun || (mine.state !== "sent" && mine.state !== "waiting")) return hurried.map(({ id }) => id);
  const resolved = await add(tx, { incident, notifier, round, critical, what: "resolved", at: now }, now);
  return [...hurried.map(({ id }) => id), ...resolved];
}

/** A summary is over with the last of those it tells of. */
async function endSummary(tx: Db, head: number, { notifier, critical }: Open, now: Date): Promise<number[]> {
  const left = await tx.maybe`
    select 1 from notifications where folded_into = ${head} and notifier = ${notifier} and not over limit 1`;
  if (left) return [];
  const summaries = await tx.many<{ round: number }>`
    update notifications set over = true, next_try_at = case when state = 'waiting' then ${now} else next_try_at end
    where incident_id = ${head} and notifier = ${notifier} and what = 'summary' and not over returning round`;
  const ids: number[] = [];
  // Each summary has a key of its own, under which a pager shows it until its end.
  for (const { round } of summaries.toSorted((a, b) => a.round - b.round))
    ids.push(
      ...(await add(tx, { incident: head, notifier, critical, what: "summary_over", round, at: now }, now)),
    );
  return ids;
}
