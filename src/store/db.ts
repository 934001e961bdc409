import { randomUUID } from "node:crypto";
import pg from "pg";
import { HealError, reasonOf } from "../core/errors.js";

/** Values become bind parameters, never text (but for `SqlWords`): `db.many<Row>`select ... where id = ${id}``. */
export interface Db {
  many<T>(sql: TemplateStringsArray, ...values: readonly unknown[]): Promise<T[]>;
  /** Exactly one row, else an error. */
  one<T>(sql: TemplateStringsArray, ...values: readonly unknown[]): Promise<T>;
  maybe<T>(sql: TemplateStringsArray, ...values: readonly unknown[]): Promise<T | null>;
  /** The number of rows touched. */
  run(sql: TemplateStringsArray, ...values: readonly unknown[]): Promise<number>;
  /** All or nothing; inside a transaction it joins that one. */
  tx<T>(work: (db: Db) => Promise<T>): Promise<T>;
}

type Client = Pick<pg.Pool | pg.PoolClient, "query">;

// int8 as number: ids of ours and GitHub's stay far below 2^53.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Words that stand in a statement's text itself: a plan that is made once sees them, where it does not see a parameter, and so finds the
 * partial indexes whose condition they are. The same at each call.
 */
export class SqlWords {
  readonly text: string;

  constructor(words: readonly string[]) {
    for (const word of words) if (!/^[a-z_]+$/.test(word)) throw new Error(`not a plain word: ${word}`);
    this.text = `(${words.map((word) => `'${word}'`).join(", ")})`;
  }
}

/** The statement with its parameters numbered, and their values. */
function statementOf(
  sql: TemplateStringsArray,
  values: readonly unknown[],
): { text: string; values: unknown[] } {
  const bound: unknown[] = [];
  const text = sql.reduce((all, part, i) => {
    const value = values[i - 1];
    if (value instanceof SqlWords) return `${all}${value.text}${part}`;
    bound.push(value);
    return `${all}$${bound.length}${part}`;
  });
  return { text, values: bound };
}

/** A statement that comes again is prepared: parsing and planning cost most of a short one. Rare ones leave no plan behind. */
const PREPARED_AFTER = 3;

/** By template: the parts are the same array at each call. */
const uses = new WeakMap<TemplateStringsArray, { count: number; name?: string }>();
let named = 0;
function nameOf(sql: TemplateStringsArray): string | undefined {
  const use = uses.get(sql) ?? { count: 0 };
  uses.set(sql, use);
  use.count += 1;
  if (use.count > PREPARED_AFTER) use.name ??= `heal_${(named += 1)}`;
  return use.name;
}

/** SQLSTATE 0A000 of plancache.c: a migration changed the columns that a prepared statement gives. Under a new name it is planned anew. */
const isOutdatedPlan = (error: unknown): boolean =>
  (error as { code?: unknown }).code === "0A000" && /cached plan/.test(reasonOf(error));

function over(client: Client, tx: Db["tx"], inTransaction: boolean): Db {
  const query = async <T>(
    sql: TemplateStringsArray,
    values: readonly unknown[],
  ): Promise<{ rows: T[]; count: number }> => {
    try {
      const statement = { name: nameOf(sql), ...statementOf(sql, values) };
      const result = await client.query<T & pg.QueryResultRow>(statement);
      return { rows: result.rows, count: result.rowCount ?? 0 };
    } catch (error) {
      if (isOutdatedPlan(error)) {
        uses.delete(sql);
        if (!inTransaction) return query(sql, values);
      }
      // A transaction with an outdated plan is over, and goes well when it is tried again.
      if (isUnavailable(error) || isOutdatedPlan(error))
        throw new HealError("HEAL_STORE_UNAVAILABLE", reasonOf(error), { cause: error });
      // SQLSTATE 22021: a NUL, which no text of PostgreSQL holds, so nothing stored can be meant.
      if ((error as { code?: unknown }).code === "22021")
        throw new HealError("HEAL_INPUT_INVALID", "a value holds a NUL character", { cause: error });
      throw error;
    }
  };
  return {
    tx,
    many: async <T>(sql: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await query<T>(sql, values)).rows,
    maybe: async <T>(sql: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await query<T>(sql, values)).rows[0] ?? null,
    run: async (sql: TemplateStringsArray, ...values: readonly unknown[]) => (await query(sql, values)).count,
    one: async <T>(sql: TemplateStringsArray, ...values: readonly unknown[]) => {
      const { rows } = await query<T>(sql, values);
      if (rows.length !== 1 || rows[0] === undefined)
        throw new Error(
          `expected one row, got ${rows.length}: ${statementOf(sql, values).text.trim().slice(0, 80)}`,
        );
      return rows[0];
    },
  };
}

/** Connection trouble, as opposed to a wrong statement (SQLSTATE classes 08 and 57P, or no SQLSTATE at all). */
export function isUnavailable(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== "string")
    return (
      error instanceof Error && /connect|terminated|timeout|calling end on the pool/i.test(error.message)
    );
  return /^(?:08|57P|53|ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code);
}

export const createPool = (connectionString: string, max = 10): pg.Pool =>
  new pg.Pool({
    connectionString,
    max,
    types,
    // What is asked for without waiting in between travels together: a round trip costs more than a short statement does.
    pipeline: true,
    application_name: APPLICATION,
    connectionTimeoutMillis: 5_000,
    // Longer than what comes again and again waits: a new connection plans every statement anew.
    idleTimeoutMillis: 300_000,
  });

/** Names the connections of this process alone. */
const APPLICATION = `heal ${randomUUID()}`;

/** Ends all connections of this process from the server's side. */
export async function endOwnBackends(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  try {
    await client.connect();
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", [
      APPLICATION,
    ]);
  } finally {
    await client.end();
  }
}

export function createDb(pool: pg.Pool): Db {
  const tx: Db["tx"] = async (work) => {
    const client = await pool.connect().catch((error: unknown) => {
      throw new HealError("HEAL_STORE_UNAVAILABLE", reasonOf(error), { cause: error });
    });
    const inner: Db = over(client, (nested) => nested(inner), true);
    let broken: Error | undefined;
    try {
      // Not waited for: a first statement goes along with it. One that fails says the same of what follows.
      const begun = client.query("begin");
      begun.catch(() => undefined);
      const result = await work(inner);
      await begun;
      await client.query("commit");
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away, not given to the next caller.
      await client.query("rollback").catch((lost: unknown) => (broken = lost as Error));
      throw error;
    } finally {
      client.release(broken);
    }
  };
  return over(pool, tx, false);
}
