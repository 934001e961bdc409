import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDb, createPool, type Db } from "../../../src/store/db.js";
import { startEmbedded } from "../../../src/store/embedded/start.js";
import { setFlag } from "../../../src/store/flags.js";
import { migrate } from "../../../src/store/migrate.js";
import type { Simulator } from "../../simulator/types.js";
import { cpuOf, cpuOfServer, memoryOf } from "./process.js";
import type { Delay } from "./probe.js";
import { startWire } from "./wire.js";

/** Totals since the start, but for the event loop: since the last reading. */
export interface Reading {
  at: number;
  cpu: number;
  database: number;
  github: number;
  queries: number;
  memory: { now: number; peak: number };
  delay: Delay;
}

/** heal as people run it, with a PostgreSQL of its own and counters on its wires. */
export interface Measured {
  read(): Promise<Reading>;
  db: Db;
  /** Null while it runs. */
  end(): string | null;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL("../../../src/main.js", import.meta.url));
const probe = new URL("./probe.js", import.meta.url).href;

export async function startHeal(
  github: Simulator,
  {
    monitoring,
    env,
    seed,
  }: { monitoring: boolean; env: Record<string, string>; seed: (db: Db) => Promise<void> },
): Promise<Measured> {
  const dataDir = await mkdtemp(join(tmpdir(), "heal-bench-"));
  const postgres = await startEmbedded({
    dataDir: join(dataDir, "postgres"),
    durable: true,
    shelf: tmpdir(),
  });
  await migrate(postgres.url);
  const pool = createPool(postgres.url, 2);
  // A server that stops tells its idle connections so.
  pool.on("error", () => undefined);
  const db = createDb(pool);
  await setFlag(db, {
    name: "self_healing.monitoring",
    repository: null,
    enabled: monitoring,
    by: "bench",
    at: new Date(),
  });
  await seed(db);
  const toDatabase = await startWire(postgres.info.port);
  const toGithub = await startWire(Number(new URL(github.url).port));
  const home = join(dataDir, "home");
  await mkdir(home);
  const child = spawn(process.execPath, ["--import", probe, main, "serve"], {
    cwd: home,
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      GHE_HOST: `127.0.0.1:${toGithub.port}`,
      GHE_PROTOCOL: "http",
      PORT: "0",
      LOG_LEVEL: "warn",
      HEAL_DATA_DIR: home,
      DATABASE_URL: Object.assign(new URL(postgres.url), { port: String(toDatabase.port) }).href,
      ...env,
    },
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  const pid = await listening(child);
  return {
    db,
    end: () =>
      child.exitCode === null && child.signalCode === null ? null : `${child.exitCode ?? child.signalCode}`,
    async read() {
      child.send("read");
      const [delay] = (await once(child, "message")) as [Delay];
      return {
        at: performance.now() / 1_000,
        cpu: await cpuOf(pid),
        database: await cpuOfServer(postgres.info.pid),
        github: toGithub.sent + toGithub.answered,
        queries: toDatabase.sent + toDatabase.answered,
        memory: await memoryOf(pid),
        delay,
      };
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        await gone;
      }
      await pool.end();
      await Promise.all([toDatabase.close(), toGithub.close()]);
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The process once it says that it listens; throws with its words when it ends before. */
async function listening(child: ChildProcess): Promise<number> {
  let words = "";
  for await (const chunk of child.stderr ?? []) {
    words += String(chunk);
    if (!words.includes("heal listens on ")) continue;
    child.stderr?.on("data", (more: Buffer) => process.stderr.write(more));
    return child.pid ?? 0;
  }
  throw new Error(`heal did not start: ${words}`);
}
