import { DAY } from "../core/clock.js";
import { expireConfigChecks } from "./config-checks.js";
import { expireBodies, expireRows } from "./deliveries.js";
import { expireDetections } from "./detections.js";
import { expireJobs } from "./jobs.js";
import type { Db } from "./db.js";
import { expireEnds } from "./early-ends.js";
import { expireMutes } from "./mutes.js";
import { expireRejections } from "./rejections.js";
import { expireWatchdogs } from "./watchdogs.js";

/** What is kept for how long. `forget` removes at most `limit` rows that are older and that no open incident needs. */
export interface Retained {
  /** As the README and `/health` name it. */
  name: string;
  table: string;
  days: number;
  /** From when the days count, and what stays for all that. */
  since: string;
  forget: (db: Db, before: Date, limit: number) => Promise<number>;
}

/**
 * In this order: what hangs on a row goes before it. The audit is not here, as each of its rows proves the one before it;
 * metrics' values go by partition (`metrics.ts`), detectors' memory by number (`detector-states.ts`).
 */
export const retained: readonly Retained[] = [
  {
    name: "delivery bodies",
    table: "deliveries",
    days: 14,
    since: "received; parked ones stay",
    forget: expireBodies,
  },
  {
    name: "deliveries",
    table: "deliveries",
    days: 90,
    since: "received; parked ones stay",
    forget: expireRows,
  },
  {
    ...{ name: "commands", table: "commands", days: 90, since: "received; those that wait stay" },
    forget: (db, before, limit) => db.run`
      delete from commands where id in (
        select id from commands where received_at < ${before} and state <> 'waiting' limit ${limit})`,
  },
  {
    ...{
      name: "reports",
      table: "reports",
      days: 90,
      since: "received; those of an open incident's run stay",
    },
    forget: (db, before, limit) => db.run`
      delete from reports where id in (
        select id from reports r where received_at < ${before} and not exists (
          select from incidents i where i.repository = r.repository and (i.run ->> 'runId')::bigint = r.run_id
            and i.run is not null and i.closed_at is null)
        limit ${limit})`,
  },
  {
    ...{ name: "check runs of commits", table: "commit_checks", days: 90, since: "made" },
    forget: (db, before, limit) => db.run`
      delete from commit_checks where id in (select id from commit_checks where created_at < ${before} limit ${limit})`,
  },
  {
    name: "checks of configurations",
    table: "config_checks",
    days: 30,
    since: "seen",
    forget: expireConfigChecks,
  },
  { name: "jobs", table: "jobs", days: 90, since: "finished", forget: expireJobs },
  {
    ...{ name: "runs", table: "runs", days: 180, since: "finished; those of an open incident stay" },
    forget: (db, before, limit) => db.run`
      delete from runs where ctid in (
        select ctid from runs r where finished_at < ${before} and not exists (
          select from incidents i where i.repository = r.repository and (i.run ->> 'runId')::bigint = r.run_id
            and i.run is not null and i.closed_at is null)
        limit ${limit})`,
  },
  {
    ...{ name: "job duration changes", table: "job_changes", days: 365, since: "found" },
    forget: (db, before, limit) => db.run`
      delete from job_changes where id in (select id from job_changes where found_at < ${before} limit ${limit})`,
  },
  {
    ...{ name: "workflow duration changes", table: "performance_changes", days: 365, since: "found" },
    forget: (db, before, limit) => db.run`
      delete from performance_changes where id in (
        select id from performance_changes where found_at < ${before} limit ${limit})`,
  },
  {
    ...{ name: "detections", table: "detections", days: 90, since: "found; those of an incident go with it" },
    forget: expireDetections,
  },
  {
    ...{ name: "error events", table: "error_events", days: 90, since: "the incident was closed" },
    forget: (db, before, limit) => db.run`
      delete from error_events where id in (
        select e.id from incidents i join error_events e on e.incident_id = i.id
        where i.closed_at < ${before} limit ${limit})`,
  },
  {
    ...{ name: "ends of alerts that are not known", table: "early_ends", days: 1, since: "received" },
    forget: expireEnds,
  },
  {
    ...{ name: "watchdogs", table: "watchdogs", days: 30, since: "last heard of" },
    forget: expireWatchdogs,
  },
  { ...{ name: "mutes", table: "mutes", days: 30, since: "they ended" }, forget: expireMutes },
  {
    ...{ name: "rejected plans", table: "rejections", days: 30, since: "they ended" },
    forget: expireRejections,
  },
  {
    ...{ name: "trust", table: "trust", days: 730, since: "the last outcome" },
    forget: (db, before, limit) => db.run`
      delete from trust where ctid in (select ctid from trust where updated_at < ${before} limit ${limit})`,
  },
  {
    ...{ name: "patterns", table: "patterns", days: 730, since: "the last incident" },
    forget: (db, before, limit) => db.run`
      delete from patterns where ctid in (select ctid from patterns where last_seen < ${before} limit ${limit})`,
  },
  {
    ...{
      name: "intents without an incident",
      table: "intents",
      days: 365,
      since: "made; those under way stay",
    },
    forget: (db, before, limit) => db.run`
      delete from intents where id in (
        select id from intents where created_at < ${before} and incident_id is null and state <> 'claimed' limit ${limit})`,
  },
  {
    ...{ name: "incidents, with all that was decided, done and told of them", table: "incidents", days: 365 },
    since: "closed; those that a pattern or another incident names stay as long",
    forget: forgetIncidents,
  },
  {
    ...{
      name: "metric series",
      table: "metric_series",
      days: 4,
      since: "made, once none of their values is left",
    },
    forget: (db, before, limit) => db.run`
      delete from metric_series where id in (
        select id from metric_series s where created_at < ${before}
          and not exists (select from metric_minutes where series = s.id)
          and not exists (select from metric_hours where series = s.id)
          and not exists (select from metric_days where series = s.id)
        limit ${limit})`,
  },
];

/** An incident goes with all rows that are its own. */
function forgetIncidents(db: Db, before: Date, limit: number): Promise<number> {
  return db.tx(async (tx) => {
    const rows = await tx.many<{ id: number }>`
      select id from incidents i where closed_at < ${before}
        and not exists (select from incidents o where o.merged_into = i.id)
        and not exists (select from incidents o where o.listed_in = i.id and o.id <> i.id)
        and not exists (select from patterns where first_incident = i.id)
        and not exists (select from intents where incident_id = i.id and state = 'claimed')
      limit ${limit} for update skip locked`;
    const ids = rows.map(({ id }) => id);
    await tx.run`update trust set last_incident = null where last_incident = any(${ids}::bigint[])`;
    await tx.run`delete from detections where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from error_events where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from alert_members where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from alert_groups where incident_id = any(${ids}::bigint[])`;
    await tx.run`update watchdogs set incident_id = null where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from notifications where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from timeline where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from decisions where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from outcomes where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from labels where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from fixes where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from intents where incident_id = any(${ids}::bigint[])`;
    await tx.run`delete from incidents where id = any(${ids}::bigint[])`;
    return ids.length;
  });
}

export interface Batches {
  /** Rows of a batch, each a transaction of its own. */
  rows: number;
  /** Batches of a table before the others have their turn. */
  most: number;
}

/** Removes what is old. False: there is more, for the next time. */
export async function forgetOld(
  db: Db,
  now: Date,
  { rows, most }: Batches = { rows: 1_000, most: 20 },
): Promise<boolean> {
  let done = true;
  for (const { days, forget } of retained) {
    const before = new Date(now.getTime() - days * DAY);
    let batches = 0;
    while ((await forget(db, before, rows)) >= rows && (batches += 1) < most);
    done &&= batches < most;
  }
  return done;
}

export interface TableSize {
  table: string;
  /** PostgreSQL's estimate. */
  rows: number;
  /** With indexes, and partitions where it has them. */
  bytes: number;
}

/** The tables that take most room, largest first. */
export const tableSizes = (db: Db, limit = 20): Promise<TableSize[]> =>
  db.many<TableSize>`
    select c.relname as table, sum(greatest(p.reltuples, 0))::bigint as rows, sum(pg_total_relation_size(p.oid))::bigint as bytes
    from pg_class c
    join lateral (
      select c.oid, c.reltuples where c.relkind = 'r'
      union all
      select k.oid, k.reltuples from pg_inherits h join pg_class k on k.oid = h.inhrelid where h.inhparent = c.oid
    ) p on true
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    group by c.relname order by bytes desc, c.relname limit ${limit}`;
