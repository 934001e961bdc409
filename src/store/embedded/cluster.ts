import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chown, mkdir, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { HealError, reasonOf } from "../../core/errors.js";
import type { Account } from "./account.js";
import { ownFolder, serverAccount } from "./account.js";
import type { Binaries } from "./binaries.js";
import { exists, writePrivate } from "./files.js";

export const USER = "heal";

/** A folder with `data` (the server's) and `password` (ours), made together or not at all. */
export interface Cluster {
  data: string;
  password: string;
}

/** Owner of existing data, `null` before the first start. */
export async function dataOwner(dataDir: string): Promise<Account | null> {
  const data = join(dataDir, "cluster", "data");
  return (await exists(data)) ? stat(data).then(({ uid, gid }) => ({ uid, gid })) : null;
}

export async function openCluster(dataDir: string): Promise<Cluster | null> {
  const folder = join(dataDir, "cluster");
  if (!(await exists(folder))) return null;
  try {
    return { data: join(folder, "data"), password: await readFile(join(folder, "password"), "utf8") };
  } catch (cause) {
    throw new HealError("HEAL_STORE_UNAVAILABLE", `${folder}/password unreadable: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/** Makes a cluster beside its place and moves it there: of two first starts one wins, and both use the winner's. */
export async function createCluster(dataDir: string, binaries: Binaries, durable: boolean): Promise<void> {
  const account = serverAccount(null);
  const half = join(dataDir, `cluster.${randomUUID()}`);
  const data = join(half, "data");
  try {
    // Passable, not readable: the server's account reaches `data` and the copy of the password by `..`.
    await mkdir(half, { mode: 0o711 });
    await mkdir(data, { mode: 0o700 });
    const password = randomBytes(24).toString("base64url");
    await writePrivate(join(half, "password"), password);
    // initdb runs as the other account, which may not read ours.
    const given = join(half, "initial");
    await writePrivate(given, password);
    if (account) await Promise.all([data, given].map((path) => chown(path, account.uid, account.gid)));
    await initdb(binaries, { data, given, account, durable });
    await rm(given);
    await rename(half, join(dataDir, "cluster"));
  } catch (cause) {
    await rm(half, { recursive: true, force: true });
    if (await exists(join(dataDir, "cluster"))) return;
    if (cause instanceof HealError) throw cause;
    throw new HealError("HEAL_STORE_UNAVAILABLE", `no database made in ${dataDir}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

async function initdb(
  binaries: Binaries,
  how: { data: string; given: string; account: Account | null; durable: boolean },
): Promise<void> {
  const own = ownFolder(how.data, how.account);
  const args = [
    ...["-D", own, "-U", USER, "--auth=scram-sha-256", `--pwfile=${passwordPath(how.given, how.account)}`],
    ...["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"],
    ...(how.durable ? ["--data-checksums"] : ["--no-sync"]),
  ];
  const child = spawn(binaries.initdb, args, {
    cwd: how.data,
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
    ...how.account,
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words = `${words}${text}`.slice(-2_000)));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code !== 0)
    throw new HealError("HEAL_STORE_UNAVAILABLE", `initdb failed: ${words.trim() || String(code)}`);
}

/** Seen from the data folder, as `ownFolder` explains. */
const passwordPath = (given: string, account: Account | null): string =>
  account && process.platform === "linux" ? "/proc/self/cwd/../initial" : given;

/** Half-made clusters of killed first starts, older than any first start takes. */
export async function sweepHalfMade(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith("cluster.")) continue;
    const path = join(dataDir, name);
    const made = await stat(path).then(
      (at) => at.mtimeMs,
      () => Infinity,
    );
    if (Date.now() - made > 10 * 60_000) await rm(path, { recursive: true, force: true });
  }
}
