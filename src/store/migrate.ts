import knexPkg from "knex";
import type { Knex } from "knex";
import { HealError, reasonOf } from "../core/errors.js";
import { migrations as shipped } from "../../migrations/index.js";
import { isUnavailable } from "./db.js";

/**
 * A migration as this process knows it. A name ending in `_breaking` says that older processes must not go on with the
 * schema it leaves; any other change must be one they can live with (a new table, a column with a default).
 */
export interface Migration {
  name: string;
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

export interface MigrationState {
  applied: string[];
  pending: string[];
  /** In the database and not known here: a newer heal has been at work. */
  unknown: string[];
}

export interface Migrated extends MigrationState {
  /** Names gone forward or back in this call. */
  ran: string[];
  /** The statements of the migrations, in order. */
  sql: string[];
}

/** "heal" in hexadecimal: one lock for all processes that migrate one database. */
const LOCK = 0x6865616c;
const TABLE = "heal_migrations";

const { knex } = knexPkg;
const silent = (): void => undefined;

/** Everything pending, in one transaction. Throws `HEAL_SCHEMA_NEWER` and `HEAL_STORE_UNAVAILABLE`. */
export const migrate = (url: string, known: readonly Migration[] = shipped): Promise<Migrated> =>
  change(url, known, "latest", true);

/** What `migrate` would do, tried for real and rolled back. */
export const tryMigrate = (url: string, known: readonly Migration[] = shipped): Promise<Migrated> =>
  change(url, known, "latest", false);

/** Takes the last migration back. */
export const rollback = (url: string, known: readonly Migration[] = shipped): Promise<Migrated> =>
  change(url, known, "down", true);

/** Reads only. */
export async function migrationState(
  url: string,
  known: readonly Migration[] = shipped,
): Promise<MigrationState> {
  return connected(url, known, (db) => stateOf(db, known));
}

/** A process that finds a breaking migration it does not know must not touch the data. */
export function refuseNewer({ unknown }: MigrationState): void {
  const breaking = unknown.filter((name) => name.endsWith("_breaking"));
  if (breaking.length > 0)
    throw new HealError(
      "HEAL_SCHEMA_NEWER",
      `the database has ${breaking.join(", ")}, unknown to this version`,
    );
}

async function change(
  url: string,
  known: readonly Migration[],
  way: "latest" | "down",
  keep: boolean,
): Promise<Migrated> {
  return connected(url, known, async (db) => {
    const tx = await db.transaction();
    try {
      // Held by the transaction, so a killed process leaves no lock; knex's own lock row rolls back with it.
      await tx.raw("select pg_advisory_xact_lock(?)", [LOCK]);
      const before = await stateOf(tx, known);
      refuseNewer(before);
      if (way === "down" && before.unknown.length > 0)
        throw new HealError(
          "HEAL_SCHEMA_NEWER",
          `roll back ${before.unknown.join(", ")} with the newer version first`,
        );
      const sql: string[] = [];
      tx.on("query", ({ sql: text, bindings }: { sql: string; bindings?: unknown[] }) => {
        if (!isBookkeeping(text, bindings)) sql.push(text.trim());
      });
      const [, ran] = (await tx.migrate[way]()) as [number, string[]];
      const after = keep ? await stateOf(tx, known) : before;
      await (keep ? tx.commit() : tx.rollback());
      return { ...after, ran, sql };
    } catch (error) {
      if (!tx.isCompleted()) await tx.rollback();
      throw error;
    }
  });
}

/** What knex asks and writes around the migrations themselves. */
const isBookkeeping = (text: string, bindings: unknown[] = []): boolean =>
  text.includes(TABLE) || bindings.some((value) => String(value).startsWith(TABLE)) || KEYWORDS.test(text);
const KEYWORDS = /^(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/;

async function stateOf(db: Knex, known: readonly Migration[]): Promise<MigrationState> {
  const names = known.map(({ name }) => name);
  const there = await db.raw<{ rows: { found: boolean }[] }>("select to_regclass(?) is not null as found", [
    TABLE,
  ]);
  const rows = there.rows[0]?.found ? await db<{ name: string }>(TABLE).select("name").orderBy("id") : [];
  const applied = rows.map(({ name }) => name);
  return {
    applied,
    pending: names.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !names.includes(name)),
  };
}

async function connected<T>(
  url: string,
  known: readonly Migration[],
  work: (db: Knex) => Promise<T>,
): Promise<T> {
  const db = knex({
    client: "pg",
    connection: { connectionString: url, connectionTimeoutMillis: 5_000 },
    pool: { min: 0, max: 1 },
    // knex would write to stdout what it throws as well.
    log: { debug: silent, warn: silent, error: silent, deprecate: silent },
    migrations: {
      tableName: TABLE,
      // Unknown names are ours to judge (`refuseNewer`).
      disableMigrationsListValidation: true,
      migrationSource: {
        getMigrations: async () => [...known],
        getMigrationName: (migration: Migration) => migration.name,
        getMigration: async (migration: Migration) => migration,
      },
    },
  });
  try {
    return await work(db);
  } catch (error) {
    if (isUnavailable(error))
      throw new HealError("HEAL_STORE_UNAVAILABLE", reasonOf(error), { cause: error });
    throw error;
  } finally {
    await db.destroy();
  }
}
