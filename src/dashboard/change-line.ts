import type { listChanges } from "../store/performance.js";
import { performanceUrl } from "./range.js";
import { measure } from "./units.js";
import { counted, moment, percent, webUrl } from "./words.js";

export type Change = Awaited<ReturnType<typeof listChanges>>[number];

/** A change as a line of a table. */
export function changeLine(one: Change, now: Date) {
  const slower = one.after_seconds > one.before_seconds;
  return {
    state: slower ? "slower" : "faster",
    repository: one.repository,
    workflow: one.workflow,
    href: performanceUrl({ repository: one.repository, workflow: one.workflow }),
    before: measure(one.before_seconds, "seconds"),
    after: measure(one.after_seconds, "seconds"),
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
}

/** What changed between the two commits, on the host where the run is; null: its address is not known. */
export function compareUrl({
  url,
  before_sha: last,
  after_sha: first,
}: Pick<Change, "url" | "before_sha" | "after_sha">): string | null {
  const place = webUrl(url)?.split("/actions/runs/");
  return place?.length === 2
    ? `${place[0]}/compare/${encodeURIComponent(last)}...${encodeURIComponent(first)}`
    : null;
}
