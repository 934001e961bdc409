import { DAY } from "../core/clock.js";
import { countWorkflows, type WorkflowCount } from "../store/ci.js";
import { listHealth } from "../store/health.js";
import { tableSizes } from "../store/retention.js";
import { meansSince, measuredSince, seriesById, type Measured } from "../store/metric-series.js";
import { shownCircuit } from "./troubles.js";
import { componentsNow } from "./component-state.js";
import type { DashboardDeps } from "./deps.js";
import { shownFlags } from "./flags.js";
import type { FormKey } from "./form.js";
import { metricFigure } from "./metric-page.js";
import { performanceUrl } from "./range.js";
import type { PageLoader } from "./send.js";
import { measure } from "./units.js";
import { countText, moment } from "./format.js";

/** Names of series that say the same of different components; the first that there is counts. */
const names = {
  available: ["availability"],
  errors: ["error_ratio"],
  answer: ["response_seconds", "answer_seconds"],
} as const;
type Kind = keyof typeof names;
/** Components whose response times are drawn; the others' are a link away. */
const DRAWN = 4;

/** `/health`: every component with its state, the reason and since when, how often it was well and how fast it answers. */
export const healthPage =
  (deps: DashboardDeps, key: FormKey): PageLoader =>
  async () => {
    const { db, clock } = deps;
    const now = clock.now();
    const day = new Date(now.getTime() - DAY);
    const [rows, measured, month, workflows, sizes] = await Promise.all([
      listHealth(db),
      measuredSince(db, Object.values(names).flat(), day),
      meansSince(db, "availability", new Date(now.getTime() - 30 * DAY)),
      countWorkflows(db, day, now),
      tableSizes(db),
    ]);
    const seen = componentsNow(rows, now);
    const bad = seen.filter(({ state }) => state !== "ok").length;
    const components = seen.map((row) => {
      const own = measured.filter(({ component }) => component === row.component);
      const of = (kind: Kind) =>
        names[kind].flatMap((name) => own.filter((one) => one.name === name)).at(0) ?? null;
      const past = month.find(({ component }) => component === row.component);
      const [available, errors, answer] = [of("available"), of("errors"), of("answer")];
      return {
        name: row.component,
        href: own.length > 0 ? performanceUrl({ component: row.component }) : null,
        state: row.state,
        reason: row.reason,
        since: moment(row.since, now),
        checked: moment(row.checked_at, now),
        day: available && share(available.mean),
        month: past ? share(past.mean) : null,
        errors: errors
          ? { ...share(errors.mean), href: chartOf(errors) }
          : failures(row.component, workflows),
        answer: answer && times(answer),
        series: answer?.series ?? null,
      };
    });
    const drawn = components.flatMap(({ series }) => series ?? []).slice(0, DRAWN);
    return {
      view: "health",
      title: "Health",
      section: "health",
      script: true,
      data: {
        components,
        tables: sizes.map(({ table, rows: count, bytes }) => ({
          table,
          rows: countText(count, "row"),
          size: measure(bytes, "bytes"),
        })),
        systems: await shownFlags(deps, key),
        resting: ((await deps.resting?.()) ?? []).map((one) => shownCircuit(one, now)),
        figures: await Promise.all(drawn.map((series) => responses(deps, series))),
        words:
          bad === 0
            ? `All of ${countText(rows.length, "component")} are well.`
            : `${bad} of ${countText(rows.length, "component")} ${bad === 1 ? "needs" : "need"} a look.`,
      },
    };
  };

/** The last day of a series as a picture. */
async function responses(deps: DashboardDeps, id: number) {
  const series = await seriesById(deps.db, id);
  return series && { name: series.component, figure: (await metricFigure(deps, series, "1d")).figure };
}

/** A repository's errors are its failed runs, all workflows together. */
function failures(component: string, workflows: readonly WorkflowCount[]) {
  const repository = component.startsWith("ci/") ? component.slice("ci/".length) : null;
  const own = workflows.filter((one) => one.repository === repository);
  const sum = (of: (one: WorkflowCount) => number): number => own.reduce((all, one) => all + of(one), 0);
  const runs = sum((one) => one.runs);
  return repository === null || runs === 0
    ? null
    : { ...share(sum((one) => one.failed) / runs), href: performanceUrl({ repository }) };
}

const chartOf = ({ series }: Measured): string => performanceUrl({ series: String(series), range: "1d" });

/** For people, rounded towards less than all: 99.96 % is not 100 %. */
const share = (of: number) => ({
  value: String(of),
  text: measure(of > 0.5 && of < 1 ? Math.floor(of * 1e4) / 1e4 : of, "ratio"),
});

const times = (one: Measured) => ({
  href: chartOf(one),
  p50: { value: String(one.p50), text: measure(one.p50, "seconds") },
  p95: { value: String(one.p95), text: measure(one.p95, "seconds") },
  most: { value: String(one.most), text: measure(one.most, "seconds") },
});
