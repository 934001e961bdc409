import { DAY } from "../core/clock.js";
import { RUNS, seriesOf } from "../monitoring/performance.js";
import { countWorkflows, timedRuns } from "../store/ci.js";
import { measuredComponents, seriesById } from "../store/metric-series.js";
import { listChanges } from "../store/performance.js";
import { changeLine, type Change } from "./change-line.js";
import { durationsFigure, durationsPage } from "./durations-page.js";
import type { DashboardDeps } from "./index.js";
import { metricPage, seriesList } from "./metric-page.js";
import { asked, performanceUrl } from "./range.js";
import type { Show } from "./send.js";
import type { Page } from "./templates.js";
import { measure } from "./units.js";
import { counted } from "./words.js";

/** Changes that are drawn on the overview; the table has all. */
const DRAWN = 3;
/** Workflows that ran in so many days are listed. */
const LISTED = 30 * DAY;

/**
 * `/performance`: what became slower or faster and with which commits; `?repository=&workflow=` and `?series=` show one
 * series with its usual band.
 */
export const performancePage =
  (deps: DashboardDeps): Show =>
  async ({ url }) => {
    const { repository, workflow, series, component, range } = asked(url);
    if (series !== undefined) {
      const row = await seriesById(deps.db, series);
      return row && metricPage(deps, row, range);
    }
    if (repository !== undefined && workflow !== undefined)
      return durationsPage(deps, { repository, workflow }, range);
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
        href: performanceUrl({ repository: one.repository, workflow: one.workflow }),
        runs: one.runs,
        failed: one.failed,
        median: one.seconds === null ? null : measure(one.seconds, "seconds"),
      })),
      components:
        repository === undefined
          ? components.map((one) => ({
              name: one.component,
              series: counted(one.series, "series", "series"),
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
    [...new Map(changes.map((one) => [performanceUrl({ r: one.repository, w: one.workflow }), one])).values()]
      .slice(0, DRAWN)
      .map(async ({ repository, workflow }) => {
        const of = { repository, workflow };
        const series = seriesOf(await timedRuns(deps.db, { ...of, limit: RUNS }));
        const own = changes.filter((one) => one.repository === repository && one.workflow === workflow);
        return { ...of, href: performanceUrl(of), figure: durationsFigure(of, series, own) };
      }),
  );
