import pg from "pg";
import { SECOND } from "../core/clock.js";

/**
 * Processes that share a database hold numbered instance slots, each the lowest free one. The holder of the first polls what
 * all share; the others report only their own process, under a name with their number.
 */
export interface InstanceSlot {
  /** The current slot: a lower one that became free is taken. Throws when the database cannot be reached. */
  acquire(): Promise<number>;
  /** Frees the slot. */
  release(): Promise<void>;
}

/** Namespace of the advisory locks (the seed of their hash); the queue's has 2. */
const SEED = 3;
const MAX_SLOTS = 64;

/** A slot is an advisory lock: PostgreSQL lets go of it when the connection ends, also by `kill -9`. */
export function createInstanceSlot(url: string): InstanceSlot {
  let client: pg.Client | null = null;
  let held: number | null = null;

  const connected = async (): Promise<pg.Client> => {
    if (client) return client;
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 5 * SECOND,
      query_timeout: 5 * SECOND,
    });
    const lost = () => {
      if (client === next) [client, held] = [null, null];
    };
    next.on("error", lost);
    next.on("end", lost);
    await next.connect();
    client = next;
    return next;
  };

  const lock = async (on: pg.Client, n: number): Promise<boolean> => {
    const { rows } = await on.query<{ got: boolean }>(
      "select pg_try_advisory_lock(hashtextextended('monitor:' || $1::int, $2)) as got",
      [n, SEED],
    );
    return rows[0]?.got === true;
  };

  return {
    async acquire() {
      const on = await connected();
      try {
        // Also asked from the first seat: an answer says that the connection lives, and its lock with it.
        await on.query("select 1");
        for (let n = 1; n < (held ?? MAX_SLOTS + 1); n++) {
          if (!(await lock(on, n))) continue;
          if (held !== null)
            await on.query("select pg_advisory_unlock(hashtextextended('monitor:' || $1::int, $2))", [
              held,
              SEED,
            ]);
          held = n;
        }
      } catch (error) {
        // Half a lock is none: a new connection begins without any.
        [client, held] = [null, null];
        await on.end();
        throw error;
      }
      if (held === null) throw new Error(`more than ${MAX_SLOTS} processes share this database`);
      return held;
    },
    async release() {
      const on = client;
      [client, held] = [null, null];
      await on?.end();
    },
  };
}

/** `heal/disk`, or `heal/disk#2` of the process in the second slot. */
export const instanceName = (component: string, seat: number): string =>
  seat === 1 ? component : `${component}#${seat}`;
