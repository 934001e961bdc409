/**
 * The collector against a bare Probot app under the same load from a third process, in one run:
 * throughput with 64 connections, latency at 150 events/s, a burst of 1,000 events/s. heal's PostgreSQL is durable.
 * `node dist/test/bench/intake.js [--seconds N]`
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPool } from "../../src/store/db.js";
import { startEmbedded } from "../../src/store/embedded/start.js";
import { migrate } from "../../src/store/migrate.js";

interface Load {
  sent: number;
  ok: number;
  refused: Record<string, number>;
  per_second: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
  ids: string[];
}

const asked = process.argv.indexOf("--seconds");
const seconds = asked > 0 ? (process.argv[asked + 1] ?? "10") : "10";
const program = (name: string) => fileURLToPath(new URL(`./intake/${name}.js`, import.meta.url));

function start(name: string, args: string[] = [], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [program(name), ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.trim();
}

async function load(url: string, mode: string, rate: number, forSeconds: string): Promise<Load> {
  const child = start("load", [url, mode, String(rate), forSeconds]);
  let text = "";
  for await (const chunk of child.stdout ?? []) text += String(chunk);
  return JSON.parse(text) as Load;
}

/** Peak resident memory in MB (Linux). */
async function peak(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1_024);
}

const dataDir = await mkdtemp(join(tmpdir(), "heal-bench-"));
const postgres = await startEmbedded({ dataDir, durable: true, shelf: tmpdir() });
const pool = createPool(postgres.url, 2);
try {
  await migrate(postgres.url);
  const rows: Record<string, string | number>[] = [];
  for (const name of ["probot", "heal"]) {
    const child = start(name, [], { DATABASE_URL: postgres.url });
    try {
      const url = `http://127.0.0.1:${await firstLine(child)}`;
      await load(url, "closed", 8, "2");
      for (const [what, mode, rate] of [
        ["throughput, 64 connections", "closed", 64],
        ["150 events/s", "open", 150],
        ["1,000 events/s", "open", 1_000],
      ] as const) {
        const result = await load(url, mode, rate, seconds);
        const { rows: found } = await pool.query<{ n: string }>(
          "select count(*) as n from deliveries where id = any($1)",
          [result.ids],
        );
        rows.push({
          program: name,
          load: what,
          "events/s": result.per_second,
          "p50 ms": result.p50_ms,
          "p99 ms": result.p99_ms,
          "max ms": result.max_ms,
          refused: JSON.stringify(result.refused),
          "2xx without row": name === "heal" ? result.ok - Number(found[0]?.n ?? 0) : "-",
          "peak RSS MB": await peak(child.pid),
        });
      }
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
  console.table(rows);
  const [probot, heal] = ["probot", "heal"].map(
    (name) => rows.find((row) => row.program === name)?.["events/s"],
  );
  console.log(`heal's throughput is ${(Number(heal) / Number(probot)).toFixed(2)} of Probot's (goal: 0.6)`);
} finally {
  await pool.end();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
