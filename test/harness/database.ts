import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { migrate } from "../../src/store/migrate.js";
import type { Db } from "../../src/store/db.js";
import { createDb, createPool } from "../../src/store/db.js";
import type { Embedded } from "../../src/store/embedded/start.js";
import { startEmbedded } from "../../src/store/embedded/start.js";
import { watch } from "./watch.js";

export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  db: Db;
  /** Takes the rows out of these tables and of all that refer to them. */
  clear(...tables: string[]): Promise<void>;
  drop(): Promise<void>;
}

export interface TestServer {
  /** A migrated database of its own: a copy of a template, a few milliseconds. */
  database(): Promise<TestDatabase>;
  /** Without a schema, for tests of migrations. */
  empty(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

const TEMPLATE = "heal_template";

/** A migrated database of the server all test files of this run share; call `drop` in `afterAll`. */
export const testDatabase = async (): Promise<TestDatabase> => (await sharedServer()).database();
export const emptyDatabase = async (): Promise<TestDatabase> => (await sharedServer()).empty();

let shared: Promise<TestServer> | undefined;

/** The first file that asks starts it; jest's global teardown, or the watcher when jest is killed, ends it. */
function sharedServer(): Promise<TestServer> {
  const dataDir = process.env["TEST_POSTGRES_DIR"];
  const owner = Number(process.env["TEST_POSTGRES_OWNER"]);
  if (!dataDir || !owner) return (shared ??= startTestServer());
  return (shared ??= open(dataDir, owner));
}

/** A server of the caller's own, for programs that are not jest; gone when `stop` is called or the process dies. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "heal-test-"));
  return open(dataDir, process.pid);
}

async function open(dataDir: string, owner: number): Promise<TestServer> {
  const server = await startEmbedded({ dataDir, durable: false, shelf: tmpdir(), userPid: owner });
  if (!server.info.took) watch(dataDir, owner);
  await prepareTemplate(server);
  return {
    database: () => create(server, TEMPLATE),
    empty: () => create(server, "template0"),
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const urlFor = (server: Embedded, name: string): string =>
  Object.assign(new URL(server.url), { pathname: `/${name}` }).href;

/** One session at the server's own database; names are ours, so they may stand in the statement. */
async function asAdmin<T>(server: Embedded, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function prepareTemplate(server: Embedded): Promise<void> {
  await asAdmin(server, async (client) => {
    await client.query("select pg_advisory_lock(1)");
    const { rowCount } = await client.query("select from pg_database where datname = $1", [TEMPLATE]);
    if (rowCount) return;
    const half = `${TEMPLATE}_${process.pid}`;
    await client.query(`create database ${half}`);
    await migrate(urlFor(server, half));
    await client.query(`alter database ${half} rename to ${TEMPLATE}`);
  });
}

async function create(server: Embedded, template: string): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  // Files are copied: the default strategy writes each page of the template to the log too, for three times the time.
  await asAdmin(server, (client) =>
    client.query(`create database ${name} template ${template} strategy file_copy`),
  );
  const url = urlFor(server, name);
  const pool = createPool(url);
  // Dropping a database ends its idle sessions; the pool hears of it.
  pool.on("error", () => undefined);
  return {
    url,
    pool,
    db: createDb(pool),
    clear: (...tables) => clear(pool, tables),
    drop: async () => {
      await pool.end();
      await asAdmin(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** `truncate ... cascade` makes new files for every table and index: for a few rows that is a hundred times the work. */
async function clear(pool: pg.Pool, tables: string[]): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `with recursive reached (id, depth) as (
       select unnest($1::text[])::regclass::oid, 0
       union
       select conrelid, depth + 1 from pg_constraint join reached on confrelid = id
       where contype = 'f' and conrelid <> confrelid and depth < 10)
     select id::regclass::text as name from reached group by id order by max(depth) desc`,
    [tables],
  );
  await pool.query(rows.map(({ name }) => `delete from ${name}`).join("; "));
}
