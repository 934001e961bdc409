import { seriesOf, type Series } from "../monitoring/performance.js";
import { usual } from "../monitoring/usual.js";
import { timedRuns } from "../store/ci.js";
import { listChanges } from "../store/performance.js";
import { changeLine, type Change } from "./change-line.js";
import { figure } from "./figure.js";
import type { DashboardDeps } from "./index.js";
import { performanceUrl, rangeLinks, RANGES, type Range } from "./range.js";
import { factsOf } from "./series-facts.js";
import type { Page } from "./templates.js";
import { counted } from "./words.js";

/** Runs that are drawn; older ones of a very busy workflow are left out, and it is said. */
const MOST = 1_000;

export interface Of {
  repository: string;
  workflow: string;
}

/** One workflow's durations, with what is usual on each level and where the level moved. */
export async function durationsPage({ db, clock }: DashboardDeps, of: Of, range: Range): Promise<Page> {
  const now = clock.now();
  const runs = await timedRuns(db, { ...of, limit: MOST });
  const from = now.getTime() - RANGES[range];
  const series = seriesOf(runs.filter(({ finished_at: at }) => at.getTime() >= from));
  const changes = (await listChanges(db, 1_000)).filter(
    (one) => one.repository === of.repository && one.workflow === of.workflow,
  );
  const { points, starts, bands } = levels(series, changes);
  const last = starts.at(-1) ?? 0;
  return {
    view: "series",
    title: of.workflow,
    section: "performance",
    script: true,
    data: {
      heading: of.workflow,
      where: [{ text: of.repository, href: performanceUrl({ repository: of.repository }) }],
      labels: [],
      ranges: rangeLinks({ ...of }, range),
      facts: factsOf(points.slice(last), bands.slice(last), "seconds"),
      figure: durationsFigure(of, series, changes),
      changes: changes.map((one) => changeLine(one, now)),
      none: "Its duration has not moved to another level.",
      words: [
        "Successful first attempts on the default branch. The usual is taken from each level by itself.",
        ...(runs.length === MOST ? [`Only the latest ${MOST} runs are looked at.`] : []),
        ...[...series.refused].map(([reason, n]) => `${counted(n, "run")} left out: ${reason}.`),
      ].join(" "),
    },
  };
}

export const durationsFigure = (of: Of, series: Series, changes: readonly Change[]) => {
  const { bands, starts } = levels(series, changes);
  return figure({
    title: `Duration of ${of.workflow} in ${of.repository}`,
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

function levels(series: Series, changes: readonly Change[]) {
  const points = series.runs.map(({ finished_at: at }, i) => ({
    at: at.getTime(),
    value: series.seconds[i] ?? 0,
  }));
  const starts = changes
    .map((one) => series.runs.findIndex(({ run_id: run }) => run === one.after_run))
    .filter((place) => place > 0)
    .sort((a, b) => a - b);
  return { points, starts, bands: usual(points, { season: "hour", starts }) };
}
