import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { Cluster } from "./cluster.js";
import { USER } from "./cluster.js";
import { alive } from "./files.js";

/**
 * What `postmaster.pid` says: pid, data folder, start time, port, socket folder, address, shared memory, status; a line
 * each (PostgreSQL's src/include/utils/pidfile.h).
 */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** Status lines are padded with blanks; the file grows line by line while the server starts. */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  let lines: string[];
  try {
    lines = (await readFile(join(data, "postmaster.pid"), "utf8")).split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid === 0) return null;
  return { pid: Math.abs(pid), port: Number.isInteger(port) ? port : 0, ready: lines[7]?.trim() === "ready" };
}

export const urlOf = (cluster: Cluster, port: number, database = "postgres"): string =>
  `postgresql://${USER}:${cluster.password}@127.0.0.1:${port}/${database}`;

/** Whether a server that knows our password answers: after a reboot the pid and the port may be someone else's. */
export async function answers(cluster: Cluster, { pid, port, ready }: Postmaster): Promise<boolean> {
  if (!ready || port === 0 || !alive(pid)) return false;
  const client = new pg.Client({
    connectionString: urlOf(cluster, port),
    connectionTimeoutMillis: 2_000,
  });
  // A server that goes away while we say goodbye is not news.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * On Linux the process table tells a reused pid, and a dead server whose parent has not noticed (a zombie), from one that is
 * slow; elsewhere any live process counts.
 */
export function isPostgres(pid: number): boolean {
  if (process.platform !== "linux") return alive(pid);
  try {
    // The kernel's memory, not a disk: read at once, it wakes no other thread each second.
    return / \(postgres\) [^ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return false;
    throw error;
  }
}
