import { createHash } from "node:crypto";
import { DAY, HOUR, MINUTE } from "../core/clock.js";
import type { Db } from "./db.js";
import { canonical, json } from "./json.js";
import { dropPartitions, createPartitions, rerouted, type Width } from "./metric-partitions.js";

/** One measured value of a series; the series is named by component, name and labels. */
export interface Sample {
  component: string;
  /** As Prometheus names metrics: the unit stands last (`_seconds`, `_bytes`, `_ratio`, `_total`). */
  name: string;
  labels?: Record<string, string>;
  value: number;
  at: Date;
}

export interface Bucket {
  at: Date;
  count: number;
  mean: number;
  least: number;
  most: number;
}

export type { Width } from "./metric-partitions.js";

/**
 * How long buckets of each width are kept at least, in milliseconds; a partition goes when all of it is older. Minutes are kept as
 * long as 1,000 series stay below 1 GB: about 105 bytes a row with its index (`npm run bench -- metrics`), so 150 MB a day.
 */
export const retention: Readonly<Record<Width, number>> = {
  minute: 3 * DAY,
  hour: 90 * DAY,
  day: 2 * 365 * DAY,
};

export const seriesKey = ({ component, name, labels = {} }: Omit<Sample, "value" | "at">): string =>
  createHash("sha256")
    .update(canonical([component, name, labels]))
    .digest("base64url")
    .slice(0, 22);

/** Ids of the series that are known, by `seriesKey`. */
export async function knownSeries(db: Db, samples: readonly Sample[]): Promise<Map<string, number>> {
  const rows = await db.many<{ id: number; labels_hash: string }>`
    select id, labels_hash from metric_series where labels_hash = any(${samples.map(seriesKey)}::text[])
      and component = any(${samples.map(({ component }) => component)}::text[])`;
  return new Map(rows.map(({ id, labels_hash: key }) => [key, id]));
}

/** Registers series; one that another process registered meanwhile keeps its id. */
export async function addSeries(db: Db, samples: readonly Sample[], now: Date): Promise<Map<string, number>> {
  if (samples.length === 0) return new Map();
  const fresh = samples.map((sample) => ({
    component: sample.component,
    name: sample.name,
    labels: sample.labels ?? {},
    labels_hash: seriesKey(sample),
  }));
  await db.run`
    insert into metric_series (component, name, labels, labels_hash, created_at)
    select component, name, labels, labels_hash, ${now}
    from jsonb_to_recordset(${json(fresh)}::jsonb) as s (component text, name text, labels jsonb, labels_hash text)
    on conflict (component, name, labels_hash) do nothing`;
  return knownSeries(db, samples);
}

/** Adds values to their minutes. Times and values must be finite: `admit` sees to it. */
export async function addValues(
  db: Db,
  values: readonly { series: number; at: Date; value: number }[],
): Promise<void> {
  if (values.length === 0) return;
  const minutes = values.map(({ at }) => new Date(Math.floor(at.getTime() / MINUTE) * MINUTE));
  await rerouted(
    () => db.run`
    insert into metric_minutes as m (series, at, count, sum, least, most)
    select series, at, count(*), sum(value), min(value), max(value)
    from unnest(${values.map(({ series }) => series)}::int[], ${minutes}::timestamptz[],
      ${values.map(({ value }) => value)}::float8[]) as v (series, at, value)
    group by series, at order by series, at
    on conflict (series, at) do update set count = m.count + excluded.count, sum = m.sum + excluded.sum,
      least = least(m.least, excluded.least), most = greatest(m.most, excluded.most)`,
  );
}

/**
 * Makes the hours and days from `since` on anew out of their minutes and hours; running it again changes nothing. A bucket is
 * replaced only by one of more values: one whose minutes are partly gone (a clock that was ahead, and retention), or that another
 * process counted a moment earlier, takes nothing away.
 */
export async function rollUp(db: Db, since: Date): Promise<void> {
  const hour = new Date(Math.floor(since.getTime() / HOUR) * HOUR);
  const day = new Date(Math.floor(since.getTime() / DAY) * DAY);
  const again = async (tx: Db): Promise<void> => {
    await tx.run`
      insert into metric_hours as m (series, at, count, sum, least, most)
      select series, date_bin('1 hour', at, 'epoch'), sum(count), sum(sum), min(least), max(most)
      from metric_minutes where at >= ${hour} group by 1, 2 order by 2, 1
      on conflict (series, at) do update set count = excluded.count, sum = excluded.sum,
        least = excluded.least, most = excluded.most where excluded.count > m.count`;
    await tx.run`
      insert into metric_days as m (series, at, count, sum, least, most)
      select series, date_bin('1 day', at, 'epoch'), sum(count), sum(sum), min(least), max(most)
      from metric_hours where at >= ${day} group by 1, 2 order by 2, 1
      on conflict (series, at) do update set count = excluded.count, sum = excluded.sum,
        least = excluded.least, most = excluded.most where excluded.count > m.count`;
  };
  await rerouted(() => db.tx(again));
}

/** Makes room for what comes next, and removes partitions that are past their retention as a whole; gives how many. */
export async function expireBuckets(db: Db, now: Date): Promise<number> {
  let gone = 0;
  for (const width of ["minute", "hour", "day"] as const) {
    await createPartitions(db, width, now);
    gone += await dropPartitions(db, width, new Date(now.getTime() - retention[width]));
  }
  return gone;
}

const most = { minute: 3 * 24 * 60, hour: 90 * 24, day: 2 * 365 } as const;

/** The finest width that gives at most about 1,000 points for a span in milliseconds. */
export const widthFor = (span: number): Width =>
  span <= 12 * HOUR ? "minute" : span <= 40 * DAY ? "hour" : "day";

/** A series' buckets from `from` up to, not including, `to`, oldest first; the width is chosen by the span. */
export async function readSeries(
  db: Db,
  series: Omit<Sample, "value" | "at">,
  { from, to }: { from: Date; to: Date },
): Promise<Bucket[]> {
  const width = widthFor(to.getTime() - from.getTime());
  const { component, name } = series;
  const row = await db.maybe<{ id: number }>`
    select id from metric_series where component = ${component} and name = ${name} and labels_hash = ${seriesKey(series)}`;
  if (!row) return [];
  const found = width === "minute" ? await minutes(db, row.id, from, to) : [];
  if (found.length > 0) return found;
  // Also in place of minutes that are forgotten.
  if (width !== "day")
    return db.many<Bucket>`select at, count, sum / count as mean, least, most from metric_hours
      where series = ${row.id} and at >= ${from} and at < ${to} order by at limit ${most.hour}`;
  return db.many<Bucket>`select at, count, sum / count as mean, least, most from metric_days
    where series = ${row.id} and at >= ${from} and at < ${to} order by at limit ${most.day}`;
}

const minutes = (db: Db, series: number, from: Date, to: Date): Promise<Bucket[]> =>
  db.many`select at, count, sum / count as mean, least, most from metric_minutes
    where series = ${series} and at >= ${from} and at < ${to} order by at limit ${most.minute}`;
