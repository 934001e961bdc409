import { readDurations, RUNS_COMPARED } from "../performance/duration-monitor.js";
import { measuredComponents, seriesById } from "../store/metric-series.js";
import { listChanges } from "../store/performance.js";
import { workflowTotals } from "../store/workflow-totals.js";
import { changeLine, type Change } from "./change-line.js";
import { durationsFigure, durationsPage } from "./durations-page.js";
import type { DashboardDeps } from "./deps.js";
import { metricPage, seriesList } from "./metric-page.js";
import { rangeOf, performanceUrl, seriesUrl } from "./range.js";
import type { PageLoader } from "./send.js";
import type { Page } from "./templates.js";
import { countText } from "./format.js";
import { LATEST, workflowLines } from "./workflow-lines.js";

/** Changes that are drawn on the overview; the table has all. */
const DRAWN = 3;
/** Workflows that are listed: the busiest, of all repositories or of one. */
const LISTED = 50;

/**
 * `/performance`: what became slower or faster and with which commits; `?repository=&workflow=` and `?series=` show one
 * series with its usual band.
 */
export const performancePage =
  (deps: DashboardDeps): PageLoader =>
  async ({ url }) => {
    const { repository, workflow, job = null, series, component, range } = rangeOf(url);
    if (series !== undefined) {
      const row = await seriesById(deps.db, series);
      return row && metricPage(deps, row, range);
    }
    if (repository !== undefined && workflow !== undefined)
      return durationsPage(deps, { repository, workflow, job }, range);
    if (component !== undefined) return componentPage(deps, component);
    return overview(deps, repository);
  };

async function overview(deps: DashboardDeps, repository?: string): Promise<Page> {
  const { db, clock } = deps;
  const now = clock.now();
  const [changes, all, components] = await Promise.all([
    listChanges(db, { repository }),
    workflowTotals(db, now),
    measuredComponents(db),
  ]);
  const own = all.filter((one) => repository === undefined || one.repository === repository);
  return {
    view: "performance",
    title: "Performance",
    section: "performance",
    script: true,
    data: {
      repository: repository ?? "",
      repositories: [...new Set([...all, ...changes].map((one) => one.repository))].sort(),
      changes: changes.map((one) => changeLine(one, now)),
      drawn: await drawn(deps, changes),
      workflows: await workflowLines(db, own.slice(0, LISTED), now),
      more: own.length > LISTED ? `${own.length - LISTED} more` : null,
      latest: LATEST,
      components:
        repository === undefined
          ? components.map((one) => ({
              name: one.component,
              series: countText(one.series, "series", "series"),
              href: performanceUrl({ component: one.component }),
            }))
          : [],
    },
  };
}

const componentPage = async (deps: DashboardDeps, component: string): Promise<Page> => ({
  view: "component",
  title: component,
  section: "performance",
  data: { component, series: await seriesList(deps, component) },
});

/** The series of the newest changes. */
const drawn = (deps: DashboardDeps, changes: readonly Change[]) =>
  Promise.all(
    [...new Map(changes.map((one) => [seriesUrl(one), one]))]
      .slice(0, DRAWN)
      .map(async ([href, { repository, workflow, job }]) => {
        const of = { repository, workflow, job };
        const series = await readDurations(deps.db, of, RUNS_COMPARED);
        const own = changes.filter((one) => seriesUrl(one) === href);
        return { repository, name: job ?? workflow, href, figure: durationsFigure(of, series, own) };
      }),
  );
