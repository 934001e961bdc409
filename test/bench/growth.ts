/**
 * What a delivery's whole transaction and each page cost after a short and after a long history, with the program's own parts on
 * an embedded PostgreSQL: `node dist/test/bench/growth.js [--sizes 1000,50000,500000] [--times N]`. The history is 5 events, 3
 * jobs and a run an incident, over 90 days. Promised: the median at the largest size is within 1.3 of that at the smallest.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp } from "../../src/app.js";
import { systemClock } from "../../src/core/clock.js";
import { parseSettings } from "../../src/intake/settings.js";
import { silentLog } from "../../src/intake/log.js";
import { deliveryStep } from "../../src/pipeline/delivery-step.js";
import { accept } from "../../src/store/deliveries.js";
import { migrate } from "../../src/store/migrate.js";
import { openStore } from "../../src/store/open.js";
import { seedHistory } from "../contract/plans/seed.js";
import { number } from "./numbers.js";

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(name);
  return at > 0 ? (process.argv[at + 1] ?? otherwise) : otherwise;
};
const sizes = option("--sizes", "1000,50000,500000").split(",").map(Number);
const times = Number(option("--times", "40"));

const PAGES = [
  ..."/ /detections /patterns /deliveries /repositories /health /performance".split(" "),
  "/performance?repository=acme/app1",
  "/performance?repository=acme/app1&workflow=ci",
];

/** Milliseconds of each call. The first few read what is not in memory yet, and are left out. */
async function timed(call: () => Promise<unknown>): Promise<{ p50: number; p95: number }> {
  const took: number[] = [];
  for (let i = 0; i < times + 5; i += 1) {
    const from = performance.now();
    await call();
    if (i >= 5) took.push(performance.now() - from);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => number(took[Math.floor((took.length - 1) * share)] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95) };
}

async function measure(incidents: number): Promise<Map<string, { p50: number; p95: number }>> {
  const dataDir = await mkdtemp(join(tmpdir(), "heal-growth-"));
  const parsed = parseSettings({
    HEAL_DATA_DIR: dataDir,
    PORT: "0",
    HEAL_SOURCE_GENERIC_SECRET: randomUUID(),
  });
  if (!parsed.ok) throw new Error(parsed.problems.join("; "));
  const store = await openStore(parsed.settings, () => undefined);
  try {
    await migrate(store.url);
    await seedHistory(store.db, { incidents, events: incidents * 5, jobs: incidents * 3 }, systemClock.now());
    const app = await startApp({
      ...{ settings: parsed.settings, privateKey: null, store, log: silentLog, clock: systemClock },
    });
    try {
      const results = new Map<string, { p50: number; p95: number }>();
      const queue = { ...app.deps.queue, wake: async () => undefined };
      results.set(
        "an alert's transaction",
        await timed(async () => {
          const id = randomUUID();
          const body = JSON.stringify({ title: `alert ${id}`, id, labels: { service: "service7" } });
          await accept(store.db, {
            ...{ id, source: "generic", key: id, event: "alert", headers: {}, priority: 0 },
            ...{ receivedAt: systemClock.now(), body: Buffer.from(body) },
          });
          await deliveryStep({ ...app.deps, queue });
        }),
      );
      const { id } = await store.db.one<{ id: number }>`select max(id) as id from incidents`;
      for (const page of [...PAGES, `/incidents/${id}`])
        results.set(
          page.startsWith("/incidents/") ? "/incidents/(id)" : page,
          await timed(async () => {
            const response = await fetch(`${app.url}${page}`);
            await response.arrayBuffer();
            if (!response.ok) throw new Error(`${page} answered ${response.status}`);
          }),
        );
      return results;
    } finally {
      await app.stop();
    }
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const measured: [size: number, results: Awaited<ReturnType<typeof measure>>][] = [];
for (const size of sizes) {
  console.log(`${size} incidents ...`);
  measured.push([size, await measure(size)]);
}
const smallest = measured[0]?.[1] ?? new Map<string, { p50: number; p95: number }>();
const largest = measured.at(-1)?.[1] ?? smallest;
let worst = 0;
const rows = [...smallest.keys()].map((what) => {
  const ratio = (largest.get(what)?.p50 ?? Number.NaN) / (smallest.get(what)?.p50 ?? Number.NaN);
  worst = Math.max(worst, ratio);
  const columns = measured.map(([size, results]) => {
    const { p50, p95 } = results.get(what) ?? { p50: Number.NaN, p95: Number.NaN };
    return [`${size}: p50 (p95) ms`, `${p50} (${p95})`] as const;
  });
  return { what, ...Object.fromEntries(columns), ratio: number(ratio) };
});
console.table(rows);
process.exitCode = worst <= 1.3 ? 0 : 1;
