import type { Db } from "./db.js";
import type { Sample } from "./metrics.js";

export interface SeriesRow extends Required<Omit<Sample, "value" | "at">> {
  id: number;
}

/** Components that have series, with the number of series. */
export const measuredComponents = (db: Db): Promise<{ component: string; series: number }[]> =>
  db.many`select component, count(*) as series from metric_series group by component order by component limit 1000`;

/** A component's series by name and labels, each with its latest minute's mean since `from`; null: nothing was measured. */
export const seriesOfComponent = (
  db: Db,
  component: string,
  from: Date,
): Promise<(SeriesRow & { last: number | null })[]> =>
  db.many`
    select s.id, s.component, s.name, s.labels, m.last
    from metric_series s
    left join lateral (select sum / count as last from metric_minutes
      where series = s.id and at >= ${from} order by at desc limit 1) m on true
    where s.component = ${component} order by s.name, s.labels::text limit 500`;

export const seriesById = (db: Db, id: number): Promise<SeriesRow | null> =>
  db.maybe<SeriesRow>`select id, component, name, labels from metric_series where id = ${id}`;

export interface Measured {
  component: string;
  name: string;
  /** One of the series that were put together. */
  series: number;
  mean: number;
  /** Of the buckets' means. */
  p50: number;
  p95: number;
  most: number;
}

/** What minutes since `from` say of the series with these names, by component and name. */
export const measuredSince = (db: Db, names: readonly string[], from: Date): Promise<Measured[]> =>
  db.many<Measured>`
    select s.component, s.name, min(s.id) as series, sum(m.sum) / sum(m.count) as mean,
      percentile_cont(0.5) within group (order by m.sum / m.count) as p50,
      percentile_cont(0.95) within group (order by m.sum / m.count) as p95, max(m.most) as most
    from metric_series s join metric_minutes m on m.series = s.id
    where s.name = any(${names}::text[]) and m.at >= ${from}
    group by s.component, s.name`;

/** The mean of hours since `from`, by component; hours stay longer than minutes. */
export const meansSince = (
  db: Db,
  name: string,
  from: Date,
): Promise<{ component: string; mean: number }[]> =>
  db.many`
    select s.component, sum(m.sum) / sum(m.count) as mean
    from metric_series s join metric_hours m on m.series = s.id
    where s.name = ${name} and m.at >= ${from}
    group by s.component`;
