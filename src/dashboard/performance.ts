import { DAY } from "../core/clock.js";
import { readDurations, RUNS_COMPARED } from "../performance/duration-monitor.js";
import { countWorkflows } from "../store/ci.js";
import { measuredComponents, seriesById } from "../store/metric-series.js";
import { listChanges } from "../store/performance.js";
import { changeLine, type Change } from "./change-line.js";
import { durationsFigure, durationsPage } from "./durations-page.js";
import type { DashboardDeps } from "./deps.js";
import { metricPage, seriesList } from "./metric-page.js";
import { rangeOf, performanceUrl, seriesUrl } from "./range.js";
import type { PageLoader } from "./send.js";
import type { Page } from "./templates.js";
import { measure } from "./units.js";
import { countText } from "./format.js";

/** Changes that are drawn on the overview; the table has all. */
const DRAWN = 3;
/** Workflows that ran in so many days are listed. */
const LISTED = 30 * DAY;

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
  const [allChanges, allWorkflows, components] = await Promise.all([
    listChanges(db, 1_000),
    countWorkflows(db, new Date(now.getTime() - LISTED), now),
    measuredComponents(db),
  ]);
  const here = (one: { repository: string }) => repository === undefined || one.repository === repository;
  const changes = allChanges.filter(here);
  const workflows = allWorkflows.filter(here);
  return {
    view: "performance",
    title: "Performance",
    section: "performance",
    script: true,
    data: {
      repository: repository ?? "",
      repositories: [...new Set([...allWorkflows, ...allChanges].map((one) => one.repository))].sort(),
      changes: changes.slice(0, 100).map((one) => changeLine(one, now)),
      drawn: await drawn(deps, changes),
      workflows: workflows.map((one) => ({
        workflow: one.workflow,
        repository: one.repository,
        href: seriesUrl({ ...one, job: null }),
        runs: one.runs,
        failed: one.failed,
        median: one.seconds === null ? null : measure(one.seconds, "seconds"),
      })),
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
