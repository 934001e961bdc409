import { DAY } from "../core/clock.js";
import type { DurationSeries } from "../performance/durations.js";
import { readDurations } from "../performance/duration-monitor.js";
import { expectedRange } from "../detection/statistics/expected-range.js";
import { countJobs } from "../store/jobs.js";
import { listChanges, type Timed } from "../store/performance.js";
import { changeLine, type Change } from "./change-line.js";
import { figure } from "./figure.js";
import type { DashboardDeps } from "./deps.js";
import { performanceUrl, rangeLinks, RANGES, seriesUrl, type Range } from "./range.js";
import { seriesSummaryOf } from "./series-summary.js";
import type { Page } from "./templates.js";
import { measure } from "./units.js";
import { countText } from "./format.js";

/** Runs that are drawn; older ones of a very busy workflow are left out, and it is said. */
const MOST = 1_000;
/** Jobs that finished in so many days are listed. */
const LISTED = 30 * DAY;

/** One workflow's or job's durations, with what is usual on each level and where the level moved. */
export async function durationsPage({ db, clock }: DashboardDeps, of: Timed, range: Range): Promise<Page> {
  const now = clock.now();
  const { repository, workflow, job } = of;
  const all = await readDurations(db, of, MOST);
  const series = since(all, now.getTime() - RANGES[range]);
  const changes = (await listChanges(db, { repository, workflow }, MOST)).filter(
    (one) => job === null || one.job === job,
  );
  const own = changes.filter((one) => one.job === job);
  const { points, starts, bands } = levels(series, own);
  const last = starts.at(-1) ?? 0;
  const where = [{ text: repository, href: performanceUrl({ repository }) }];
  return {
    view: "series",
    title: job ?? workflow,
    section: "performance",
    script: true,
    data: {
      heading: job ?? workflow,
      where: [...where, ...(job === null ? [] : [{ text: workflow, href: seriesUrl({ ...of, job: null }) }])],
      labels: [],
      ranges: rangeLinks({ repository, workflow, ...(job === null ? {} : { job }) }, range),
      facts: seriesSummaryOf(points.slice(last), bands.slice(last), "seconds"),
      figure: durationsFigure(of, series, own),
      changes: changes.map((one) => changeLine(one, now)),
      none: "Its duration has not moved to another level.",
      jobs: job === null ? await jobsOf(db, of, now) : [],
      words: [
        "Successful first attempts on the default branch. The usual is taken from each level by itself.",
        ...(all.runs.length === MOST ? [`Only the latest ${MOST} runs are looked at.`] : []),
        ...[...all.refused].map(([reason, n]) => `${countText(n, "run")} left out: ${reason}.`),
      ].join(" "),
    },
  };
}

async function jobsOf(db: DashboardDeps["db"], { repository, workflow }: Timed, now: Date) {
  const counts = await countJobs(db, new Date(now.getTime() - LISTED), now, { repository, workflow });
  return counts.map((one) => ({
    name: one.job,
    href: seriesUrl({ repository, workflow, job: one.job }),
    jobs: one.jobs,
    failed: one.failed,
    median: one.took === null ? null : measure(one.took, "seconds"),
  }));
}

function since({ runs, seconds, refused }: DurationSeries, from: number): DurationSeries {
  const first = runs.findIndex(({ finished_at: at }) => at.getTime() >= from);
  const skip = first < 0 ? runs.length : first;
  return { runs: runs.slice(skip), seconds: seconds.slice(skip), refused };
}

export const durationsFigure = (of: Timed, series: DurationSeries, changes: readonly Change[]) => {
  const { bands, starts } = levels(series, changes);
  return figure({
    title: `Duration of ${[...(of.job === null ? [] : [of.job]), of.workflow].join(" of ")} in ${of.repository}`,
    name: "Duration",
    unit: "seconds",
    each: "run",
    notes: "Commit",
    rows: series.runs.map(({ head_sha: sha, finished_at: at }, i) => ({
      at: at.getTime(),
      value: series.seconds[i] ?? null,
      low: bands[i]?.low ?? null,
      high: bands[i]?.high ?? null,
      mark: starts.includes(i),
      note: { text: sha.slice(0, 10), href: null },
    })),
  });
};

function levels(series: DurationSeries, changes: readonly Change[]) {
  const points = series.runs.map(({ finished_at: at }, i) => ({
    at: at.getTime(),
    value: series.seconds[i] ?? 0,
  }));
  const starts = changes
    .map((one) => series.runs.findIndex(({ run_id: run }) => run === one.after_run))
    .filter((place) => place > 0)
    .sort((a, b) => a - b);
  return { points, starts, bands: expectedRange(points, { season: "hour", starts }) };
}
