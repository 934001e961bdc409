import { compareUrl } from "../performance/regression.js";
import type { listChanges } from "../store/performance.js";
import { seriesUrl } from "./range.js";
import { measure } from "./units.js";
import { countText, moment, percent } from "./format.js";

export type Change = Awaited<ReturnType<typeof listChanges>>[number];

/** A change as a line of a table. */
export function changeLine(one: Change, now: Date) {
  const slower = one.after_seconds > one.before_seconds;
  return {
    state: slower ? "slower" : "faster",
    repository: one.repository,
    name: one.job ?? one.workflow,
    workflow: one.job === null ? null : one.workflow,
    href: seriesUrl(one),
    before: measure(one.before_seconds, "seconds"),
    after: measure(one.after_seconds, "seconds"),
    moved:
      one.before_seconds > 0
        ? `${slower ? "+" : "−"}${percent(Math.abs(one.after_seconds / one.before_seconds - 1))}`
        : "",
    sure: `${one.detector}, p ${one.p.toFixed(3)}, ${countText(one.before_runs, "run")} before and ${one.after_runs} after`,
    last: one.before_sha.slice(0, 10),
    first: one.after_sha.slice(0, 10),
    compare: compareUrl(one.url, one.before_sha, one.after_sha),
    at: moment(one.changed_at, now),
  };
}
