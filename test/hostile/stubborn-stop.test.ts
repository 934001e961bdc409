import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { packageFile } from "../../src/core/paths.js";
import { until } from "../harness/until.js";

const SECRET = "alerts-are-signed-with-this-long-secret";
let dir: string;
let child: ChildProcess;
let said: string;
let holder: pg.Client;

const cluster = () => join(dir, "postgres", "cluster");
const postmaster = async (): Promise<string[] | null> =>
  readFile(join(cluster(), "data", "postmaster.pid"), "utf8").then(
    (text) => text.split("\n"),
    () => null,
  );

/** heal as users start it, with a worker that waits for a lock which nobody gives back. */
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "heal-stop-"));
  said = "";
  child = spawn(process.execPath, [fileURLToPath(packageFile("dist/src/main.js")), "serve"], {
    env: { PATH: process.env["PATH"], HEAL_DATA_DIR: dir, PORT: "0", HEAL_SOURCE_GENERIC_SECRET: SECRET },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
  const url = await until("heal to listen", async () => /listens on (\S+?);/.exec(said)?.[1] ?? null, {
    ms: 120_000,
    tell: () => said,
  });
  const port = (await postmaster())?.[3];
  const password = await readFile(join(cluster(), "password"), "utf8");
  holder = new pg.Client({ connectionString: `postgresql://heal:${password}@127.0.0.1:${port}/postgres` });
  // The server is stopped under it.
  holder.on("error", () => undefined);
  await holder.connect();
  await holder.query("begin");
  await holder.query("lock table incidents in access exclusive mode");
  const sent = await fetch(`${url}/api/alerts/generic`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${SECRET}` },
    body: JSON.stringify({ title: "stuck" }),
  });
  expect(sent.status).toBe(202);
  await until("a worker to wait for the lock", async () => {
    const { rows } = await holder.query("select 1 from pg_locks where not granted");
    return rows.length > 0;
  });
}, 180_000);

afterEach(async () => {
  child.kill("SIGKILL");
  await holder.end().catch(() => undefined);
  const pid = Number((await postmaster())?.[0]);
  if (pid > 0) process.kill(pid, "SIGQUIT");
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}, 60_000);

describe("a stop while a step hangs", () => {
  const ended = async () => {
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  };

  it("is made at once by a second signal, and leaves no PostgreSQL behind", async () => {
    const end = ended();
    child.kill("SIGTERM");
    child.kill("SIGINT");
    expect(await end).toBe(1);
    expect(said).toMatch(/a second signal.*stopped by force/);
    expect(said).toMatch(/"underWay":\[[^\]]*delivery:/);
    expect(await postmaster()).toBeNull();
  }, 120_000);

  it("is made by its deadline, and leaves no PostgreSQL behind", async () => {
    const end = ended();
    child.kill("SIGHUP");
    expect(await end).toBe(1);
    expect(said).toMatch(/30 s after SIGHUP.*stopped by force/);
    expect(await postmaster()).toBeNull();
  }, 180_000);
});
