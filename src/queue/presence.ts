import pg from "pg";
import { SECOND } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import type { Db } from "../store/db.js";

export interface Presence {
  leave(): Promise<void>;
}

/** Namespace of the advisory locks (the seed of their hash). */
const SEED = 2;

/**
 * Holds an advisory lock named after the worker pool for as long as this process lives: PostgreSQL lets go of it when the
 * connection ends, also by `kill -9`. graphile-worker itself gives a dead worker's jobs back only after four hours.
 */
export async function holdPresence(
  url: string,
  poolId: string,
  log: (message: string) => void,
): Promise<Presence> {
  let left = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 5 * SECOND,
    });
    let lost = false;
    // A server that shuts down says so, and then the connection breaks: two errors of one loss.
    next.on("error", (error: Error) => {
      if (lost) return;
      lost = true;
      client = undefined;
      log(`queue presence lost: ${error.message}`);
      again();
    });
    await next.connect();
    await next.query("select pg_advisory_lock(hashtextextended($1, $2))", [poolId, SEED]);
    client = next;
  };
  const again = (): void => {
    if (left) return;
    retry = setTimeout(() => {
      connect().catch((error: unknown) => {
        log(`queue presence not renewed: ${reasonOf(error)}`);
        again();
      });
    }, SECOND);
  };
  await connect();
  return {
    async leave() {
      left = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}

/** Gives back the jobs of pools whose lock can be had, so nobody holds it. A pool takes its lock right after it is made: younger jobs wait. */
export const freeDead = (db: Db): Promise<number> =>
  db.run`
    with pools as materialized (
      select distinct locked_by from graphile_worker.jobs where locked_at < now() - interval '2 s'
    ),
    dead as materialized (
      select locked_by from pools where pg_try_advisory_xact_lock(hashtextextended(locked_by, ${SEED}))
    )
    select graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead having count(*) > 0`;

/** Clears wake-ups that failed for good an hour ago: their rows in the inbox or the incident say so. */
export const clearFailed = (db: Db): Promise<number> =>
  db.run`
    delete from graphile_worker._private_jobs
    where locked_at is null and attempts >= max_attempts and updated_at < now() - interval '1 h'`;
