import { DAY, MINUTE } from "../core/clock.js";
import type { Db } from "../store/db.js";
import type { Sample } from "../store/metrics.js";
import { countNewSeries } from "../store/series-counts.js";

/** New series a minute of one component: an exporter that invents names fills neither the memory nor the disk. */
export const NEW_SERIES_A_MINUTE = 100;
/** Of all components together. */
export const NEW_SERIES_A_MINUTE_IN_ALL = 1_000;
/** Of one component in a month: names that an exporter invents anew each minute end here. */
export const NEW_SERIES_A_MONTH = 2_000;
const MONTH = 30 * DAY;

/** A quota for new series. A component that has used up its own does not affect the others. */
export interface SeriesQuota {
  /** Which of these new series exceed the quota, and why; the others are counted. */
  refuse(fresh: readonly (readonly [key: string, Sample])[], now: Date): Promise<Map<string, string>>;
}

export function createSeriesQuota(db: Db): SeriesQuota {
  let minute = { at: -1, all: 0, of: new Map<string, number>() };

  return {
    async refuse(fresh, now) {
      const refused = new Map<string, string>();
      if (fresh.length === 0) return refused;
      const at = Math.floor(now.getTime() / MINUTE);
      // Also a clock that jumps back begins a minute; it cannot make one last forever.
      if (at !== minute.at) minute = { at, all: 0, of: new Map() };
      const components = [...new Set(fresh.map(([, { component }]) => component))];
      const total = await countNewSeries(db, components, new Date(now.getTime() - MONTH));
      for (const [key, { component }] of fresh) {
        const [lately, month] = [minute.of.get(component) ?? 0, total.get(component) ?? 0];
        const reason =
          lately >= NEW_SERIES_A_MINUTE
            ? `more than ${NEW_SERIES_A_MINUTE} new series in a minute`
            : month >= NEW_SERIES_A_MONTH
              ? `more than ${NEW_SERIES_A_MONTH} new series in a month`
              : minute.all >= NEW_SERIES_A_MINUTE_IN_ALL
                ? `more than ${NEW_SERIES_A_MINUTE_IN_ALL} new series in a minute, of all components`
                : null;
        if (reason !== null) {
          refused.set(key, reason);
          continue;
        }
        minute.of.set(component, lately + 1);
        minute.all += 1;
        total.set(component, month + 1);
      }
      return refused;
    },
  };
}
