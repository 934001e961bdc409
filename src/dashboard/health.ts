import { SECOND } from "../core/clock.js";
import { listHealth, type HealthRow } from "../store/health.js";
import type { DashboardDeps } from "./index.js";
import type { Show } from "./send.js";
import { counted, moment } from "./words.js";

/** Four looks missed: whoever should have written is gone, be it an agent or all of monitoring. */
const SILENT_AFTER = 120 * SECOND;

/** `/health`: every component with its state, the reason, and since when. */
export const healthPage =
  ({ db, clock }: DashboardDeps): Show =>
  async () => {
    const now = clock.now();
    const rows = (await listHealth(db)).map((row) => seen(row, now)).sort(byState);
    const bad = rows.filter(({ state }) => state !== "ok").length;
    return {
      view: "health",
      title: "Health",
      section: "health",
      data: {
        components: rows.map((row) => ({
          name: row.component,
          state: row.state,
          reason: row.reason,
          since: moment(row.since, now),
          checked: moment(row.checked_at, now),
        })),
        words:
          bad === 0
            ? `All of ${counted(rows.length, "component")} are well.`
            : `${bad} of ${counted(rows.length, "component")} ${bad === 1 ? "needs" : "need"} a look.`,
      },
    };
  };

/** Old words are no words: silence is seen even when nobody is left to write it down. */
function seen(row: HealthRow, now: Date): HealthRow {
  if (now.getTime() - row.checked_at.getTime() <= SILENT_AFTER || row.state === "silent") return row;
  return { ...row, state: "silent", since: row.checked_at, reason: `no longer heard; last: ${row.reason}` };
}

const order = ["down", "silent", "degraded", "ok"];
const byState = (a: HealthRow, b: HealthRow): number => order.indexOf(a.state) - order.indexOf(b.state);
