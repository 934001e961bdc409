import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { packageFile } from "../../src/core/paths.js";
import { isPostgres } from "../../src/store/embedded/postmaster.js";
import { until } from "../harness/until.js";

const SECRET = "alerts-are-signed-with-this-long-secret";
let dir: string;
let child: ChildProcess;
let said: string;
let url: string;
let holder: pg.Client | undefined;

const cluster = () => join(dir, "postgres", "cluster");
const postmaster = async (): Promise<string[] | null> =>
  readFile(join(cluster(), "data", "postmaster.pid"), "utf8").then(
    (text) => text.split("\n"),
    () => null,
  );

/** Numbers of the processes that work in the cluster: PostgreSQL's are all in its folder. Linux tells of them. */
const inCluster = async (): Promise<number[]> => {
  if (process.platform !== "linux") return [];
  const all = (await readdir("/proc")).map(Number).filter((pid) => pid > 0);
  const at = await Promise.all(
    all.map((pid) =>
      readlink(`/proc/${pid}/cwd`).then(
        (cwd) => cwd.startsWith(dir),
        // Over meanwhile, or another account's.
        () => false,
      ),
    ),
  );
  return all.filter((_pid, i) => at[i]);
};

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
  url = await until("heal to listen", async () => /listens on (\S+)\n/.exec(said)?.[1] ?? null, {
    ms: 120_000,
    tell: () => said,
  });
  const port = (await postmaster())?.[3];
  const password = await readFile(join(cluster(), "password"), "utf8");
  const client = new pg.Client({
    connectionString: `postgresql://heal:${password}@127.0.0.1:${port}/postgres`,
  });
  // The server is stopped under it.
  client.on("error", () => undefined);
  holder = client;
  await client.connect();
  await client.query("begin");
  await client.query("lock table incidents in access exclusive mode");
  const sent = await fetch(`${url}/api/alerts/generic`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${SECRET}` },
    body: JSON.stringify({ title: "stuck" }),
  });
  expect(sent.status).toBe(202);
  // The sweep waits for it as well: the delivery has to be in a worker's hands.
  await until("a worker to wait for the lock", async () => {
    const { rows } = await client.query(
      "select from pg_locks, deliveries where not granted and deliveries.state = 'processing'",
    );
    return rows.length > 0;
  });
}, 180_000);

afterEach(async () => {
  child.kill("SIGKILL");
  await holder?.end().catch(() => undefined);
  // Its pid file may outlive it.
  const pid = Number((await postmaster())?.[0]);
  if (pid > 0 && isPostgres(pid)) process.kill(pid, "SIGKILL");
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe("a stop while a step hangs", () => {
  /** The exit status, and the seconds that it took. */
  const ended = async () => {
    const from = performance.now();
    const [code] = (await once(child, "exit")) as [number | null];
    return { code, seconds: (performance.now() - from) / 1_000 };
  };
  /** PostgreSQL's processes end by themselves when the first of them is gone, a moment later where it was killed. */
  const nothingRuns = () =>
    until("PostgreSQL's processes to be gone", async () => (await inCluster()).length === 0, {
      ms: 5_000,
      tell: () => said,
    });

  it("is made at once by a second signal, and leaves no PostgreSQL behind", async () => {
    expect((await inCluster()).length).toBeGreaterThan(process.platform === "linux" ? 1 : -1);
    const end = ended();
    child.kill("SIGTERM");
    child.kill("SIGINT");
    const { code, seconds } = await end;
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(10);
    expect(said).toMatch(/a second signal.*stopped by force/);
    expect(said).toMatch(/"underWay":\[[^\]]*delivery:/);
    expect(await postmaster()).toBeNull();
    await nothingRuns();
  });

  it("is made by its deadline, and leaves no PostgreSQL behind", async () => {
    const end = ended();
    child.kill("SIGHUP");
    const { code, seconds } = await end;
    expect(code).toBe(1);
    expect(seconds).toBeLessThan(45);
    expect(said).toMatch(/30 s after SIGHUP.*stopped by force/);
    expect(await postmaster()).toBeNull();
    await nothingRuns();
  }, 180_000);

  it("is made though PostgreSQL hangs as well", async () => {
    process.kill(Number((await postmaster())?.[0]), "SIGSTOP");
    child.kill("SIGTERM");
    // Two of the same that come together are one to the process.
    await until("the first signal to be heard", () =>
      fetch(`${url}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    const end = ended();
    child.kill("SIGTERM");
    const { code, seconds } = await end;
    expect(code).toBe(1);
    // Asked to end, told to, killed: 5, 10 and 5 s at most.
    expect(seconds).toBeLessThan(25);
    expect(said).toMatch(/a second signal \(SIGTERM\).*stopped by force/);
    expect(said).not.toMatch(/could not be let go/);
    await nothingRuns();
  }, 180_000);
});
