import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createDb, createPool, type Db } from "../../src/store/db.js";
import { startEmbedded } from "../../src/store/embedded/start.js";
import { findRedis, startRedis } from "../harness/redis.js";
import { watch } from "../harness/watch.js";
import { startProxy } from "./proxy.js";

/** A durable PostgreSQL that can be killed and comes back on its data, at an address that stays. */
export interface Ground {
  /** An empty database; heal's process migrates it. */
  database(): Promise<{ url: string; db: Db; drop(): Promise<void> }>;
  killPostgres(): Promise<void>;
  stop(): Promise<void>;
}

export async function startGround(): Promise<Ground> {
  const dataDir = await mkdtemp(join(tmpdir(), "heal-fault-"));
  let server = await startEmbedded({ dataDir, shelf: tmpdir() });
  watch(dataDir, process.pid);
  const proxy = await startProxy(server.info.port);
  const urlOf = (name: string): string => {
    const url = new URL(server.url);
    url.port = String(proxy.port);
    url.pathname = `/${name}`;
    return url.href;
  };
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  return {
    async database() {
      const name = `f_${randomUUID().replaceAll("-", "")}`;
      await admin(`create database ${name} template template0`);
      const pool = createPool(urlOf(name));
      // The server is killed under it on purpose; the next query makes a new connection.
      pool.on("error", () => undefined);
      return {
        url: urlOf(name),
        db: createDb(pool),
        drop: async () => {
          await pool.end();
          await admin(`drop database if exists ${name} with (force)`);
        },
      };
    },
    async killPostgres() {
      process.kill(server.info.pid, "SIGKILL");
      await server.stop();
      server = await startEmbedded({ dataDir, shelf: tmpdir() });
      proxy.target(server.info.port);
    },
    async stop() {
      await proxy.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A Redis that keeps nothing, at an address that stays. Throws where there is no program to start. */
export async function startFragileRedis(): Promise<{
  url: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}> {
  const source = findRedis();
  if (!("program" in source)) throw new Error("a redis-server on the PATH is needed: it is killed");
  let redis = await startRedis(source);
  const portOf = (): number => Number(new URL(redis.url).port);
  const proxy = await startProxy(portOf());
  return {
    url: `redis://127.0.0.1:${proxy.port}`,
    async kill() {
      await redis.stop();
      redis = await startRedis(source);
      proxy.target(portOf());
    },
    async stop() {
      await proxy.close();
      await redis.stop();
    },
  };
}
