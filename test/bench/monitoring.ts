/**
 * What monitoring costs: two heals side by side, one with monitoring on 100 services (a health address and an exporter each), one
 * without; each with a durable PostgreSQL of its own and the same GitHub. Nothing else happens. `npm run bench -- monitoring [--seconds N]`
 */
import { cpus, loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "../../src/store/db.js";
import { MINUTE } from "../../src/core/clock.js";
import { around, ran } from "../monitoring/runs.js";
import { startSimulator } from "../simulator/index.js";
import { startHeal, type Reading } from "./monitoring/heal.js";
import { startServices } from "./monitoring/services.js";
import { number } from "./numbers.js";

const MOST_SHARE = 0.01;
const MOST_NETWORK = 10_000;
const MOST_MEMORY = 200;
/** The start, the first look and its upkeep are no average. */
const WARM_UP = 20;

const given = process.argv.indexOf("--seconds");
const seconds = given > 0 ? Number(process.argv[given + 1]) : 100;

/** A day of runs of each repository, one every 30 minutes, which go on to come in while this measures. */
async function seed(db: Db, repositories: readonly string[]): Promise<void> {
  const start = Date.now() - 24 * 60 * MINUTE;
  for (const [place, repository] of repositories.entries())
    for (let run = 0; run < 49; run++)
      await ran(db, {
        repository,
        end: new Date(start + (run * 30 + place * 5) * MINUTE),
        seconds: around(300, run + place),
        conclusion: (run + place) % 10 === 0 ? "failure" : "success",
      });
}

const github = await startSimulator();
const services = await startServices(github);
const env = { HEAL_MONITOR_ALLOW: services.host };
const heals = new Map<string, Awaited<ReturnType<typeof startHeal>>>();
try {
  for (const monitoring of [false, true])
    heals.set(
      monitoring ? "on" : "off",
      await startHeal(github, { monitoring, env, seed: (db) => seed(db, services.repositories) }),
    );
  await pause(WARM_UP * 1_000);
  const first = await readAll();
  const before = { sent: services.wire.sent, answered: services.wire.answered };
  await pause(seconds * 1_000);
  const last = await readAll();
  const asked = number((services.wire.sent - before.sent) / seconds);
  const answered = number((services.wire.answered - before.answered) / seconds);
  const rows = Object.fromEntries(
    [...heals.keys()].map((name) => [name, between(first.get(name), last.get(name))]),
  );
  const { off, on } = rows;
  const more = (key: string): number => on![key]! - off![key]!;
  const seen = await heals.get("on")!.db.one<{ components: number; series: number }>`
      select (select count(*) from component_health) as components, (select count(*) from metric_series) as series`;
  console.table({
    ...rows,
    difference: Object.fromEntries(Object.keys(on!).map((key) => [key, number(more(key))])),
  });
  const network = more("GitHub B/s") + more("database B/s") + asked;
  console.log(
    `services are asked with ${asked} B/s and answer ${answered} B/s; beyond these answers monitoring moves ` +
      `${number(network)} B/s, ${number(network - more("database B/s"))} B/s of them not to or from the database`,
  );
  console.log(
    `${seen.components} components, ${seen.series} series; ${seconds} s; ` +
      `load ${loadavg().map(number).join(" ")} on ${cpus().length} cores`,
  );
  if (
    on!["% of a core"]! > MOST_SHARE * 100 ||
    network > MOST_NETWORK ||
    on!["peak MB"]! > MOST_MEMORY ||
    seen.components < services.count
  )
    process.exitCode = 1;
} finally {
  for (const heal of heals.values()) await heal.stop();
  await services.close();
  await github.close();
}

async function readAll(): Promise<Map<string, Reading>> {
  const all = new Map<string, Reading>();
  for (const [name, heal] of heals) {
    const end = heal.end();
    if (end !== null) throw new Error(`heal with monitoring ${name} ended: ${end}`);
    all.set(name, await heal.read());
  }
  return all;
}

function between(first: Reading | undefined, last: Reading | undefined): Record<string, number> {
  if (!first || !last) throw new Error("not measured");
  const took = last.at - first.at;
  const rate = (key: "cpu" | "database" | "github" | "queries"): number => (last[key] - first[key]) / took;
  return {
    "% of a core": number(100 * rate("cpu")),
    "PostgreSQL % of a core": number(100 * rate("database")),
    "GitHub B/s": number(rate("github")),
    "database B/s": number(rate("queries")),
    MB: number(last.memory.now),
    "peak MB": number(last.memory.peak),
    "loop p50 ms": number(last.delay.p50),
    "loop p99 ms": number(last.delay.p99),
    "loop max ms": number(last.delay.max),
  };
}
