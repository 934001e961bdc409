import { DAY, HOUR, MINUTE } from "../core/clock.js";
import { expectedRange, type Band, type Season } from "../detection/statistics/expected-range.js";
import { seriesOfComponent, type SeriesRow } from "../store/metric-series.js";
import { readSeries, widthFor, type Bucket, type Width } from "../store/metrics.js";
import { figure, type Row } from "./figure.js";
import type { DashboardDeps } from "./deps.js";
import { performanceUrl, rangeLinks, RANGES, type Range } from "./range.js";
import { seriesSummaryOf } from "./series-summary.js";
import type { Page } from "./templates.js";
import { measure, unitOf } from "./units.js";

const sizes: Readonly<Record<Width, number>> = { minute: MINUTE, hour: HOUR, day: DAY };
/** Hours are compared with those of four weeks, however few are shown. */
const HISTORY = 28 * DAY;

/** A series over a range as a picture, with what is usual. */
export async function metricFigure({ db, clock }: DashboardDeps, series: SeriesRow, range: Range) {
  const now = clock.now();
  const span = RANGES[range];
  const width = widthFor(span);
  const read = (back: number) =>
    readSeries(db, series, { from: new Date(now.getTime() - back), to: new Date(now.getTime() + MINUTE) });
  const history = await read(width === "hour" ? Math.max(span, HISTORY) : span);
  const all = history.map(({ at, mean }) => ({ at: at.getTime(), value: mean }));
  const season: Season = width === "minute" ? null : width;
  const bands = expectedRange(all, { season });
  const from = all.findIndex(({ at }) => at >= now.getTime() - span);
  const skip = from < 0 ? all.length : from;
  const unit = unitOf(series.name);
  const title = [`${series.name} of ${series.component}`, ...Object.values(series.labels)].join(", ");
  const rows = rowsOf(history.slice(skip), bands.slice(skip), sizes[width]);
  return {
    figure: figure({ title, name: "Mean", unit, rows, each: width }),
    facts: seriesSummaryOf(all.slice(skip), bands.slice(skip), unit),
    words: `Each row is the mean of one ${width}'s looks, with the least and the most. ${seasonWords(season)}`,
  };
}

/** One series of a component. */
export async function metricPage(deps: DashboardDeps, series: SeriesRow, range: Range): Promise<Page> {
  return {
    view: "series",
    title: series.name,
    section: "performance",
    script: true,
    data: {
      heading: series.name,
      where: [{ text: series.component, href: performanceUrl({ component: series.component }) }],
      labels: Object.entries(series.labels).map(([name, value]) => `${name}: ${value}`),
      ranges: rangeLinks({ series: String(series.id) }, range),
      ...(await metricFigure(deps, series, range)),
      changes: [],
      none: "",
      jobs: [],
    },
  };
}

const seasonWords = (season: Season): string =>
  season === "hour"
    ? "The usual is taken from four weeks, by hour of weekday or weekend where that matters."
    : season === "day"
      ? "The usual is taken from the time shown, by weekday where that matters."
      : "The usual is taken from the time shown.";

/** Where neighbours are further apart than a bucket is wide, nothing was measured: an empty row says so. */
function rowsOf(buckets: readonly Bucket[], bands: readonly (Band | null)[], width: number): Row[] {
  return buckets.flatMap((bucket, i) => {
    const at = bucket.at.getTime();
    const row: Row = {
      at,
      value: bucket.mean,
      least: bucket.least,
      most: bucket.most,
      low: bands[i]?.low ?? null,
      high: bands[i]?.high ?? null,
    };
    const before = buckets[i - 1]?.at.getTime();
    const gap = before !== undefined && at - before > 1.5 * width;
    return gap ? [{ at: before + width, value: null }, row] : [row];
  });
}

/** A component's series with their latest values, each a link to its chart. */
export async function seriesList({ db, clock }: DashboardDeps, component: string) {
  const rows = await seriesOfComponent(db, component, new Date(clock.now().getTime() - HOUR));
  return rows.map(({ id, name, labels, last }) => ({
    name,
    labels: Object.entries(labels)
      .map(([label, value]) => `${label}: ${value}`)
      .join(", "),
    href: performanceUrl({ series: String(id), range: "1d" }),
    last: last === null ? null : measure(last, unitOf(name)),
  }));
}
