import { SECOND } from "../core/clock.js";
import type { HealthRow } from "../store/health.js";

/** Four looks missed: whoever should have written is gone, be it an agent or all of monitoring. */
const SILENT_AFTER = 120 * SECOND;

/** Old words are no words: silence is seen even when nobody is left to write it down. */
function silent(row: HealthRow, now: Date): HealthRow {
  if (now.getTime() - row.checked_at.getTime() <= SILENT_AFTER || row.state === "silent") return row;
  return { ...row, state: "silent", since: row.checked_at, reason: `no longer heard; last: ${row.reason}` };
}

const order = ["down", "silent", "degraded", "ok"];
const byState = (a: HealthRow, b: HealthRow): number => order.indexOf(a.state) - order.indexOf(b.state);

/** Components as they are to be taken now, worst first. */
export const componentsNow = (rows: readonly HealthRow[], now: Date): HealthRow[] =>
  rows.map((row) => silent(row, now)).sort(byState);
