import { spawn } from "node:child_process";
import { open, mkdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { HealError, reasonOf } from "../../core/errors.js";
import type { Account } from "./account.js";
import { canReach, ownFolder, serverAccount } from "./account.js";
import type { Binaries } from "./binaries.js";
import { findBinaries } from "./binaries.js";
import type { Cluster } from "./cluster.js";
import { createCluster, dataOwner, openCluster, sweepHalfMade } from "./cluster.js";
import { alive, pause, tooLong } from "./files.js";
import { keepRunning } from "./keep.js";
import type { Postmaster } from "./postmaster.js";
import { answers, isPostgres, readPostmaster, urlOf } from "./postmaster.js";
import type { Users } from "./users.js";
import { enter } from "./users.js";

export interface EmbeddedOptions {
  /** Made when absent: the cluster, its password (0600) and the server's log. */
  dataDir: string;
  /** Default true. False trades the data's safety on a power cut for speed; tests only. */
  durable?: boolean;
  /**
   * Where a copy of the programs goes when they cannot be used in place; default `dataDir`. As root `/var/tmp`, also instead of a
   * folder that the server's account cannot reach.
   */
  shelf?: string;
  /** Whose life counts as using the server; default this process. */
  userPid?: number;
  log?: (message: string) => void;
}

export interface Embedded {
  url: string;
  /** `took`: the server of an earlier or another process was running and is used. */
  info: { pid: number; port: number; version: string; took: boolean };
  /** Stops the server (open transactions are rolled back; by force after `patienceMs`, default 30 s) unless another process uses it. */
  stop(patienceMs?: number): Promise<void>;
}

/** Longest start: crash recovery of a large cluster. */
const START_MS = 60_000;
const STOP_MS = 30_000;

/** A PostgreSQL of our own in `dataDir`, on 127.0.0.1 alone. Throws `HEAL_STORE_UNAVAILABLE` with the server's words. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  let users: Users | undefined;
  try {
    await mkdir(dataDir, { recursive: true });
    users = await enter(dataDir, options.userPid ?? process.pid);
    const staying = users;
    const first = await running(dataDir, options, log);
    const { cluster, binaries, took } = first;
    const { port } = first.server;
    let { pid } = first.server;
    log(`embedded PostgreSQL ${took ? "taken over" : "started"}: pid ${pid}, port ${port}`);
    const kept = keepRunning(
      () => isPostgres(pid),
      // At the same place, where everybody looks for it.
      async () => ({ pid } = (await running(dataDir, { ...options, port }, log)).server),
      log,
    );
    return {
      url: urlOf(cluster, port),
      info: { pid, port, version: binaries.version, took },
      async stop(patienceMs = STOP_MS) {
        await kept.end();
        await staying.leave(() => stopServer(cluster, pid, patienceMs));
      },
    };
  } catch (cause) {
    await users?.leave(async () => undefined);
    if (cause instanceof HealError) throw cause;
    throw new HealError("HEAL_STORE_UNAVAILABLE", `embedded PostgreSQL in ${dataDir}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

async function running(
  dataDir: string,
  options: EmbeddedOptions & { port?: number },
  log: (message: string) => void,
) {
  const account = serverAccount(await dataOwner(dataDir));
  const binaries = await findBinaries(
    account,
    shelfFor(account, options.shelf ?? (account ? SHARED : dataDir)),
  );
  await sweepHalfMade(dataDir);
  let cluster = await openCluster(dataDir);
  if (!cluster) {
    log(`making a database in ${dataDir}`);
    await createCluster(dataDir, binaries, options.durable ?? true);
    cluster = await openCluster(dataDir);
  }
  if (!cluster) throw new HealError("HEAL_STORE_UNAVAILABLE", `no database in ${dataDir}`);
  const deadline = Date.now() + START_MS;
  for (let words = ""; Date.now() < deadline; ) {
    const found = await findRunning(cluster, deadline);
    if (found) return { server: found, cluster, binaries, took: true };
    const started = await launch(dataDir, cluster, binaries, options, deadline);
    if (typeof started !== "string") return { server: started, cluster, binaries, took: false };
    words = started;
    // Taken port; another process was first; backends of a killed server still hold its shared memory.
    if (!/in use|already exists|another server/i.test(words)) throw unavailable(words);
    await pause(50);
  }
  throw unavailable(`not started in ${START_MS / 1_000} s`);
}

/** Of root, whose account cannot be counted on to reach root's folders: one copy for all of its data folders. */
const SHARED = "/var/tmp";

/** A folder the account can read from: ours need not be. */
const shelfFor = (account: Account | null, wanted: string): string =>
  account === null || canReach(wanted, account) ? wanted : SHARED;
const unavailable = (words: string): HealError =>
  new HealError("HEAL_STORE_UNAVAILABLE", `the embedded PostgreSQL did not start: ${words}`);

/** The server of the pid file once it answers; `null` when there is none (a stale file is removed). */
async function findRunning(cluster: Cluster, deadline: number): Promise<Postmaster | null> {
  while (Date.now() < deadline) {
    const server = await readPostmaster(cluster.data);
    if (!server) return null;
    if (await answers(cluster, server)) return server;
    if (!isPostgres(server.pid)) {
      await rm(join(cluster.data, "postmaster.pid"), { force: true });
      return null;
    }
    await pause(20);
  }
  throw unavailable("a server holds the data folder and does not answer");
}

/** The running server, or its last words. */
async function launch(
  dataDir: string,
  cluster: Cluster,
  binaries: Binaries,
  { durable = true, port: wanted }: Pick<EmbeddedOptions, "durable"> & { port?: number },
  deadline: number,
): Promise<Postmaster | string> {
  const account = serverAccount(await dataOwner(dataDir));
  const port = wanted ?? (await freePort());
  const set = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "off",
    wal_level: "minimal",
    max_wal_senders: 0,
    // What need not last is a server of tests, where several heals share it.
    ...(durable
      ? {}
      : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: 300 }),
  };
  const args = Object.entries(set).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const logPath = join(dataDir, "server.log");
  const logFile = await open(logPath, (await tooLong(logPath)) ? "w" : "a", 0o600);
  const before = (await logFile.stat()).size;
  try {
    // A process group of its own: Ctrl-C at a terminal is for heal, which stops the server when it is done.
    const child = spawn(binaries.postgres, ["-D", ownFolder(cluster.data, account), ...args], {
      cwd: cluster.data,
      stdio: ["ignore", "ignore", logFile.fd],
      detached: true,
      env: { LC_ALL: "C", TZ: "UTC", PATH: process.env["PATH"] },
      ...account,
    });
    let over: string | null = null;
    child.once("error", (error) => (over = reasonOf(error)));
    child.once("exit", (code, signal) => (over = `exit ${code ?? signal ?? "?"}`));
    child.unref();
    while (over === null && Date.now() < deadline) {
      const server = await readPostmaster(cluster.data);
      if (server && server.pid === child.pid && (await answers(cluster, server))) return server;
      await pause(5);
    }
    const words = (await readFile(logPath)).subarray(before).toString("utf8");
    return [...words.trim().split("\n").slice(-5), over ?? ""].join("; ");
  } finally {
    await logFile.close();
  }
}

const freePort = (): Promise<number> =>
  new Promise((done, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });

/** SIGINT is PostgreSQL's fast shutdown (SIGTERM would wait for every client); SIGQUIT, its immediate one, when that takes too long. */
async function stopServer(cluster: Cluster, pid: number, patienceMs: number): Promise<void> {
  if ((await readPostmaster(cluster.data))?.pid !== pid) return;
  for (const [signal, ms] of [
    ["SIGINT", patienceMs],
    ["SIGQUIT", 10_000],
    // Its children end when they find it gone; the next start removes the pid file.
    ["SIGKILL", 5_000],
  ] as const) {
    if (!alive(pid)) return;
    process.kill(pid, signal);
    // The pid file goes last; a child not yet reaped still counts as alive.
    for (const end = Date.now() + ms; Date.now() < end; await pause(5))
      if (!alive(pid) || (await readPostmaster(cluster.data))?.pid !== pid) return;
  }
  // A child of ours that was killed and is not reaped yet is still a number, and nothing that runs.
  if (isPostgres(pid))
    throw new HealError("HEAL_STORE_UNAVAILABLE", `the embedded PostgreSQL ${pid} could not be stopped`);
}
