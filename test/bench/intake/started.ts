import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { packageFile } from "../../../src/core/paths.js";
import { SECRET } from "./body.js";

/** A program that takes deliveries, in a process of its own. */
export interface Started {
  pid: number;
  url: string;
  dataDir: string;
  stop(): Promise<void>;
}

/** `heal serve` as users start it: with its own PostgreSQL, durable, in an empty data folder; and a look into its rows. */
export async function startHeal(
  env: Readonly<Record<string, string>> = {},
): Promise<Started & { db: pg.Pool }> {
  const dataDir = await mkdtemp(join(tmpdir(), "heal-bench-"));
  const child = spawn(process.execPath, [fileURLToPath(packageFile("dist/src/main.js")), "serve"], {
    env: {
      PATH: process.env["PATH"],
      HEAL_DATA_DIR: dataDir,
      PORT: "0",
      WEBHOOK_SECRET: SECRET,
      LOG_LEVEL: "warn",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await said(child, child.stderr, /listens on (\S+)\n/);
  const cluster = join(dataDir, "postgres", "cluster");
  const password = await readFile(join(cluster, "password"), "utf8");
  const port = (await readFile(join(cluster, "data", "postmaster.pid"), "utf8")).split("\n")[3];
  const db = new pg.Pool({
    connectionString: `postgresql://heal:${password}@127.0.0.1:${port}/postgres`,
    max: 1,
  });
  db.on("error", (error) => console.error(error.message));
  return {
    pid: child.pid ?? 0,
    url,
    dataDir,
    db,
    async stop() {
      await db.end();
      await ended(child, "SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A Probot app that does nothing with its events. */
export async function startProbot(): Promise<Pick<Started, "url" | "stop">> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./probot.js", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await said(child, child.stdout, /^(\d+)\n/);
  return { url: `http://127.0.0.1:${port}`, stop: () => ended(child, "SIGKILL") };
}

async function said(child: ChildProcess, stream: ChildProcess["stdout"], what: RegExp): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    stream?.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      const found = what.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`it ended: ${text}`)));
  });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const end = once(child, "exit");
  child.kill(signal);
  await end;
}
