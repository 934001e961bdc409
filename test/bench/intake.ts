/**
 * heal as users start it (`heal serve`, its own durable PostgreSQL, working as it acknowledges) against a bare Probot app under the
 * same signed load from a third process, in one run. First what heal costs with nothing to do.
 * `node dist/test/bench/intake.js [--seconds N] [--idle N] [--failed-one-in N]`
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type pg from "pg";
import { usageOf } from "./intake/processes.js";
import { startHeal, startProbot } from "./intake/started.js";

interface Load {
  sent: number;
  ok: number;
  refused: Record<string, number>;
  per_second: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
}

const { values: asked } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    idle: { type: "string", default: "60" },
    "failed-one-in": { type: "string", default: "10" },
  },
});

const LOADS = [
  { name: "64 connections, as fast as answered", mode: "closed", rate: 64 },
  { name: "150 events/s", mode: "open", rate: 150 },
  { name: "300 events/s", mode: "open", rate: 300 },
] as const;

const GOALS = { ratio: 0.4, p99Ms: 25, processedPerSecond: 300, idleMb: 200, idlePercent: 0.5 };

async function load(url: string, mode: string, rate: number, seconds: string): Promise<Load> {
  const program = fileURLToPath(new URL("./intake/load.js", import.meta.url));
  const args = [program, url, mode, String(rate), seconds, asked["failed-one-in"]];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  for await (const chunk of child.stdout) text += String(chunk);
  return JSON.parse(text) as Load;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Deliveries, those that wait, and incidents that are due. */
async function standing(db: pg.Pool): Promise<{ stored: number; waiting: number; steps: number }> {
  const { rows } = await db.query<{ stored: number; waiting: number; steps: number }>(
    `select (select count(*)::int from deliveries) as stored,
       (select count(*)::int from deliveries where state in ('received', 'processing')) as waiting,
       (select count(*)::int from incidents where next_step_at <= now()) as steps`,
  );
  return rows[0] ?? { stored: Number.NaN, waiting: Number.NaN, steps: Number.NaN };
}

/** Seconds until nothing is left to work on. */
async function drain(db: pg.Pool): Promise<number> {
  const from = performance.now();
  while ((await standing(db)).waiting > 0) await pause(250);
  return (performance.now() - from) / 1_000;
}

const bare: Load[] = [];
const probot = await startProbot();
try {
  await load(probot.url, "closed", 8, "2");
  for (const { mode, rate } of LOADS.slice(0, 2))
    bare.push(await load(probot.url, mode, rate, asked.seconds));
} finally {
  await probot.stop();
}

const failures: string[] = [];
const promise = (kept: boolean, text: string): void => {
  console.log(`${kept ? "kept" : "not kept"}: ${text}`);
  if (!kept) failures.push(text);
};

const heal = await startHeal();
try {
  // Monitoring looks for the first time, and PostgreSQL has done what a start leaves it.
  await pause(15_000);
  const before = await usageOf(heal.pid, heal.dataDir);
  const from = performance.now();
  await pause(Number(asked.idle) * 1_000);
  const after = await usageOf(heal.pid, heal.dataDir);
  const percent = (part: "heal" | "postgres"): number =>
    (100 * (after[part].cpuSeconds - before[part].cpuSeconds)) / ((performance.now() - from) / 1_000);
  const idle = { memory: after.memoryMb, heal: percent("heal"), postgres: percent("postgres") };
  console.table(
    (["heal", "postgres"] as const).map((part) => ({
      idle: part,
      "memory MB": Math.round(after[part].memoryMb),
      "% of a core": Number(idle[part].toFixed(2)),
    })),
  );
  await load(heal.url, "closed", 8, "2");
  await drain(heal.db);
  const rows: Record<string, string | number>[] = [];
  const results: (Load & { processed: number; waiting: number; lost: number })[] = [];
  for (const [i, { name, mode, rate }] of LOADS.entries()) {
    const start = await standing(heal.db);
    const began = performance.now();
    const result = await load(heal.url, mode, rate, asked.seconds);
    const took = (performance.now() - began) / 1_000;
    const end = await standing(heal.db);
    const processed = (end.stored - start.stored - (end.waiting - start.waiting)) / took;
    const lost = result.ok - (end.stored - start.stored);
    results.push({ ...result, processed, waiting: end.waiting, lost });
    const drained = await drain(heal.db);
    rows.push({
      load: name,
      "acknowledged/s": result.per_second,
      "of Probot": bare[i] ? (result.per_second / bare[i].per_second).toFixed(2) : "-",
      "p50 ms": result.p50_ms,
      "p99 ms": result.p99_ms,
      "Probot's p99": bare[i]?.p99_ms ?? "-",
      "max ms": result.max_ms,
      refused: JSON.stringify(result.refused),
      "2xx without row": lost,
      "processed/s": Math.round(processed),
      "backlog at the end": end.waiting,
      "drained after s": Number(drained.toFixed(1)),
      "steps due": (await standing(heal.db)).steps,
    });
  }
  console.table(rows);
  console.log(`after the load: ${Math.round((await usageOf(heal.pid, heal.dataDir)).memoryMb)} MB`);
  const [most, paced, sustained] = results;
  const ratio = (most?.per_second ?? 0) / (bare[0]?.per_second ?? 1);
  promise(ratio >= GOALS.ratio, `acknowledges ${ratio.toFixed(2)} of a bare Probot (goal: ${GOALS.ratio})`);
  promise(
    (paced?.p99_ms ?? Infinity) <= GOALS.p99Ms,
    `p99 at 150 events/s is ${paced?.p99_ms} ms (goal: ${GOALS.p99Ms})`,
  );
  promise(
    (sustained?.waiting ?? Infinity) < GOALS.processedPerSecond,
    `at ${GOALS.processedPerSecond} events/s less than a second's events wait at the end: ${sustained?.waiting}`,
  );
  promise(
    idle.memory <= GOALS.idleMb,
    `all idle processes take ${Math.round(idle.memory)} MB (goal: ${GOALS.idleMb})`,
  );
  promise(
    idle.heal + idle.postgres < GOALS.idlePercent,
    `with nothing to do it takes ${(idle.heal + idle.postgres).toFixed(2)} % of a core (goal: ${GOALS.idlePercent})`,
  );
  promise(
    results.every(({ lost }) => lost === 0),
    "every delivery that was acknowledged has its row",
  );
} finally {
  await heal.stop();
}
process.exitCode = failures.length > 0 ? 1 : 0;
