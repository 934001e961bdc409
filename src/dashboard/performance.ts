import { spoken, SECOND } from "../core/clock.js";
import { RUNS, seriesOf, type Series } from "../monitoring/performance.js";
import { timedRuns } from "../store/ci.js";
import { listChanges, type PerformanceChangeRow } from "../store/performance.js";
import { chart } from "./chart.js";
import type { DashboardDeps } from "./index.js";
import type { Show } from "./send.js";
import { counted, moment, percent, webUrl } from "./words.js";

type Change = Awaited<ReturnType<typeof listChanges>>[number];

/** Changes that are drawn; the table has all. */
const DRAWN = 10;

/** `/performance`: workflows whose duration moved, before and after, and the commits between which it did. */
export const performancePage =
  ({ db, clock }: DashboardDeps): Show =>
  async () => {
    const now = clock.now();
    const changes = await listChanges(db);
    const drawn = await Promise.all(
      [...new Map(changes.map((one) => [`${one.repository}\n${one.workflow}`, one])).values()]
        .slice(0, DRAWN)
        .map(async ({ repository, workflow }) => {
          const series = seriesOf(await timedRuns(db, { repository, workflow, limit: RUNS }));
          const own = changes.filter((one) => one.repository === repository && one.workflow === workflow);
          return { repository, workflow, chart: picture(series, own) };
        }),
    );
    return {
      view: "performance",
      title: "Performance",
      section: "performance",
      data: { changes: changes.map((one) => line(one, now)), drawn },
    };
  };

const time = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(1)}s` : spoken(seconds * SECOND);

const line = (one: Change, now: Date) => {
  const slower = one.after_seconds > one.before_seconds;
  return {
    state: slower ? "slower" : "faster",
    repository: one.repository,
    workflow: one.workflow,
    before: time(one.before_seconds),
    after: time(one.after_seconds),
    moved:
      one.before_seconds > 0
        ? `${slower ? "+" : "−"}${percent(Math.abs(one.after_seconds / one.before_seconds - 1))}`
        : "",
    sure: `${one.detector}, p ${one.p.toFixed(3)}, ${counted(one.before_runs, "run")} before and ${one.after_runs} after`,
    last: one.before_sha.slice(0, 10),
    first: one.after_sha.slice(0, 10),
    compare: compareUrl(one),
    at: moment(one.changed_at, now),
  };
};

/** What changed between the two commits, on the host where the run is; null: its address is not known. */
function compareUrl({ url, before_sha: last, after_sha: first }: Change): string | null {
  const place = webUrl(url)?.split("/actions/runs/");
  return place?.length === 2
    ? `${place[0]}/compare/${encodeURIComponent(last)}...${encodeURIComponent(first)}`
    : null;
}

function picture(series: Series, changes: readonly PerformanceChangeRow[]) {
  const marks = changes
    .map((one) => series.runs.findIndex(({ run_id: run }) => run === one.after_run))
    .filter((place) => place > 0);
  const { seconds } = series;
  const last = seconds.at(-1);
  return {
    ...chart(seconds, marks),
    label:
      last === undefined
        ? "No run to draw"
        : `Duration of the last ${counted(seconds.length, "run")}, from ${time(Math.min(...seconds))} to ${time(Math.max(...seconds))}, the latest ${time(last)}`,
    top: time(Math.max(0, ...seconds)),
    count: counted(seconds.length, "run"),
  };
}
