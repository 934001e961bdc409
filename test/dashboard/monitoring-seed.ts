import { createPerformanceMonitor } from "../../src/monitoring/performance.js";
import type { Db } from "../../src/store/db.js";
import { writeHealth } from "../../src/store/health.js";
import { around, ran } from "../monitoring/runs.js";
import { before, hostile, NOW } from "./seed.js";

/** Components in every state, and a workflow that became slower and another that became faster. */
export async function seedMonitoring(db: Db): Promise<void> {
  for (const [component, state, reason, minutes] of [
    ["heal/database", "ok", "answers in 1 ms", 0],
    ["heal/queue", "degraded", "3 due, the oldest for 3m", 0],
    ["heal/disk", "down", "1 % of the data folder's disk is free", 0],
    ["heal/intake", "silent", "nothing heard for 2m: no route", 0],
    ["heal/runtime", "ok", "120 MB resident", 10],
    ["ci/acme/web", "degraded", `${hostile.script}: 5 of 6 failed`, 0],
  ] as const) {
    await writeHealth(db, { component, state, reason }, before(minutes + 60));
    await writeHealth(db, { component, state, reason }, before(minutes));
  }
  for (const [workflow, from, to] of [
    [hostile.script, 60, 130],
    ["Nightly", 900, 400],
  ] as const)
    for (let i = 0; i < 60; i++)
      await ran(db, {
        workflow,
        seconds: around(i < 40 ? from : to, i),
        end: before((60 - i) * 30),
        headSha: `${workflow.length}${String(i).padStart(3, "0")}aaaaaaaaaaaa`,
      });
  await createPerformanceMonitor(db, { now: () => NOW })();
}
