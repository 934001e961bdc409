import { createPerformanceMonitor } from "../../src/performance/duration-monitor.js";
import { createRecorder } from "../../src/monitoring/recorder.js";
import type { Db } from "../../src/store/db.js";
import { writeHealth } from "../../src/store/health.js";
import { addSeries, type Sample } from "../../src/store/metrics.js";
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

/** An hour of looks at a service: one in four failed, and answers became slower. */
export async function seedService(db: Db): Promise<void> {
  const component = "service/checkout";
  await writeHealth(db, { component, state: "ok", reason: "answered 200" }, before(0));
  const samples: Sample[] = Array.from({ length: 60 }, (_, i) => before(59 - i)).flatMap((at, i) => [
    { component, name: "availability", value: i % 4 === 0 ? 0 : 1, at },
    { component, name: "error_ratio", value: 0.125, at },
    { component, name: "response_seconds", value: (i + 1) / 100, at },
    { component, name: "queue", labels: { name: hostile.script }, value: 3, at },
  ]);
  const recorder = createRecorder(db, { now: () => NOW });
  await recorder.record(samples);
  await recorder.maintain();
}

/**
 * A series of `days` days with an hour of each bucket's mean given by `value`, the last one an hour ago; `null`: a gap.
 * Written as roll-ups, as older minutes are gone. Gives the series' id.
 */
export async function seedHours(
  db: Db,
  name: string,
  hours: number,
  value: (hour: number) => number | null,
  component = "service/checkout",
): Promise<number> {
  const end = new Date(Math.floor(NOW.getTime() / 3_600_000) * 3_600_000);
  const ids = await addSeries(db, [{ component, name, value: 0, at: end }], NOW);
  const [series = 0] = ids.values();
  for (let i = 0; i < hours; i++) {
    const at = new Date(end.getTime() - (hours - i) * 3_600_000);
    const mean = value(i);
    if (mean !== null)
      await db.run`insert into metric_hours (at, sum, series, count, least, most)
        values (${at}, ${mean * 120}, ${series}, 120, ${mean * 0.9}, ${mean * 1.1})`;
  }
  await db.run`
    insert into metric_days (series, at, count, sum, least, most)
    select series, date_bin('1 day', at, 'epoch'), sum(count), sum(sum), min(least), max(most)
    from metric_hours where series = ${series} group by 1, 2`;
  return series;
}
