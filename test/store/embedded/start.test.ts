import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import pg from "pg";
import type { Embedded, EmbeddedOptions } from "../../../src/store/embedded/start.js";
import { startEmbedded } from "../../../src/store/embedded/start.js";
import { until } from "../../harness/until.js";

let folder: string;
const servers: Embedded[] = [];
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "heal-embedded-"))));
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await rm(folder, { recursive: true, force: true });
});
const start = async (more: Partial<EmbeddedOptions> = {}): Promise<Embedded> => {
  const server = await startEmbedded({ dataDir: folder, durable: false, shelf: tmpdir(), ...more });
  servers.push(server);
  return server;
};
const data = (...path: string[]): string => join(folder, "cluster", "data", ...path);

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  // A server that is stopped tells its clients.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

describe("an embedded PostgreSQL", () => {
  it("starts, keeps what it is given over a stop, and is gone afterwards", async () => {
    const first = await start();
    await ask(first.url, "create table kept as select 7 as n");
    await first.stop();
    await expect(ask(first.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
    expect(existsSync(data("postmaster.pid"))).toBe(false);
    const again = await start();
    expect(again.info.took).toBe(false);
    expect(await ask(again.url, "select n from kept")).toBe(7);
  });

  it("is for this user alone: loopback, no socket, a password that only we can read", async () => {
    const { url } = await start();
    expect(await ask(url, "show listen_addresses")).toBe("127.0.0.1");
    expect(await ask(url, "show unix_socket_directories")).toBe("");
    const wrong = Object.assign(new URL(url), { password: "guess" }).href;
    await expect(ask(wrong, "select 1")).rejects.toThrow(/password authentication failed/);
    const rules = (await readFile(data("pg_hba.conf"), "utf8"))
      .split("\n")
      .filter((line) => /^\w/.test(line));
    expect(new Set(rules.map((line) => line.split(" ").at(-1)))).toEqual(new Set(["scram-sha-256"]));
    expect((await stat(join(folder, "cluster", "password"))).mode & 0o777).toBe(0o600);
    expect((await stat(data())).mode & 0o777).toBe(0o700);
  });

  it("keeps data safe by default, and does not run as root", async () => {
    const { url, info } = await start({ durable: undefined });
    for (const name of ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"])
      expect([name, await ask(url, `show ${name}`)]).toEqual([name, "on"]);
    const status = await readFile(`/proc/${info.pid}/status`, "utf8");
    expect(status).not.toMatch(/^Uid:\s+0/m);
  });

  it("works below a folder that others may not pass, in a path with blanks and longer than a socket's", async () => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o700 });
    const { url } = await start({ dataDir: join(closed, `with blanks ${"x".repeat(120)}`) });
    expect(await ask(url, "select 1")).toBe(1);
  });

  it("two that start at once use one server, and the last to leave stops it", async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(one.url).toBe(two.url);
    expect([one.info.took, two.info.took].sort()).toEqual([false, true]);
    await one.stop();
    expect(await ask(two.url, "select 1")).toBe(1);
    await two.stop();
    await expect(ask(two.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
    expect(await readdir(join(folder, "users"))).toEqual([]);
  });

  it("stops while transactions are open, and takes them back", async () => {
    const server = await start();
    await ask(server.url, "create table t (n int)");
    const client = new pg.Client({ connectionString: server.url });
    client.on("error", () => undefined);
    await client.connect();
    await client.query("begin; insert into t values (1)");
    // Waiting for the client it would never end.
    await server.stop();
    expect(await ask((await start()).url, "select count(*)::int from t")).toBe(0);
  });

  it("comes back after a power cut's kind of end", async () => {
    const first = await start({ durable: true });
    await ask(first.url, "create table kept as select 7 as n");
    process.kill(first.info.pid, "SIGKILL");
    await first.stop();
    const again = await start();
    expect(again.info.took).toBe(false);
    expect(await ask(again.url, "select n from kept")).toBe(7);
  });

  it("is started again where it was when it ends without being asked to, as often as that happens", async () => {
    const said: string[] = [];
    const { url, info } = await start({ durable: true, log: (message) => said.push(message) });
    await ask(url, "create table kept as select 7 as n");
    for (let killed = 0; killed < 2; killed += 1) {
      process.kill(Number((await readFile(data("postmaster.pid"), "utf8")).split("\n")[0]), "SIGKILL");
      await until("the server", () =>
        ask(url, "select n from kept").then(
          (n) => n === 7,
          () => false,
        ),
      );
    }
    expect(said.filter((line) => line.includes("ended without being asked to"))).toHaveLength(2);
    expect(await readFile(data("postmaster.pid"), "utf8")).not.toMatch(new RegExp(`^${info.pid}\\n`));
    await servers.pop()?.stop();
    await expect(ask(url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
  });

  it("does not take another process with the number of a dead one for its server", async () => {
    await (await start()).stop();
    const lines = [process.pid, data(), 1_700_000_000, 1, "", "127.0.0.1", "", "ready   "];
    await writeFile(data("postmaster.pid"), lines.join("\n"));
    expect((await start()).info.took).toBe(false);
  });

  it("ignores half-made clusters and users that are dead", async () => {
    await mkdir(join(folder, `cluster.${randomUUID()}`));
    await mkdir(join(folder, "users"));
    await writeFile(join(folder, "users", `999999999.${randomUUID()}`), "");
    await writeFile(join(folder, "stopping"), "999999999");
    const server = await start();
    await server.stop();
    await expect(ask(server.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
  });

  it("says what is wrong in the server's own words", async () => {
    await (await start()).stop();
    await writeFile(data("postgresql.conf"), "shared_buffers = lots\n");
    await expect(start()).rejects.toMatchObject({
      code: "HEAL_STORE_UNAVAILABLE",
      message: expect.stringMatching(/invalid value for parameter "shared_buffers"/),
    });
    expect(await readdir(join(folder, "users"))).toEqual([]);
  });

  it("says so when its password is lost or the folder is a file", async () => {
    await (await start()).stop();
    await rm(join(folder, "cluster", "password"));
    await expect(start()).rejects.toMatchObject({ code: "HEAL_STORE_UNAVAILABLE" });
    await writeFile(join(folder, "file"), "");
    await expect(start({ dataDir: join(folder, "file") })).rejects.toMatchObject({
      code: "HEAL_STORE_UNAVAILABLE",
    });
  });

  it("copies its programs once, whole, and runs no copy that others can change", async () => {
    const shelf = join(folder, "shelf");
    await mkdir(shelf);
    await chmod(folder, 0o755);
    await Promise.all([start({ shelf }), start({ shelf })]);
    const copies = await readdir(shelf);
    // None when the package can be used where it is: reachable, and its links were made when it was installed.
    if (copies.length === 0) return expect(servers).toHaveLength(2);
    expect(copies).toEqual([expect.stringMatching(/^heal-postgres-[\d.a-z-]+$/)]);
    for (const server of servers.splice(0)) await server.stop();
    await chmod(join(shelf, copies[0] ?? ""), 0o777);
    await expect(start({ shelf })).rejects.toMatchObject({
      message: expect.stringMatching(/changed by others/),
    });
  });
});

describe("the server of a killed process", () => {
  const script = `node_modules/.cache/embedded-${randomUUID()}.mjs`;
  afterAll(() => rm(script, { force: true }));

  it("goes on, and is taken over with all it was given", async () => {
    await build({
      stdin: {
        contents: `import { startEmbedded } from "./src/store/embedded/start.ts";
          const { url } = await startEmbedded({ dataDir: process.argv[2], durable: false, shelf: process.argv[3] });
          console.log(url);
          setInterval(() => undefined, 1000);`,
        resolveDir: process.cwd(),
        loader: "ts",
      },
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outfile: script,
    });
    const child = spawn(process.execPath, [script, folder, tmpdir()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [out] = (await once(child.stdout, "data")) as [Buffer];
    const url = out.toString().trim();
    await ask(url, "create table kept as select 7 as n");
    child.kill("SIGKILL");
    await once(child, "exit");
    const next = await start();
    expect(next.info.took).toBe(true);
    expect(next.url).toBe(url);
    expect(await ask(next.url, "select n from kept")).toBe(7);
    await next.stop();
    await expect(ask(next.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
  });
});
