import { join } from "node:path";
import type pg from "pg";
import type { Settings } from "../core/settings.js";
import type { Db } from "./db.js";
import { createDb, createPool, endOwnBackends } from "./db.js";
import { startEmbedded } from "./embedded/start.js";

/** For a fast shutdown of the embedded server, before an immediate one. */
const CUT_MS = 5_000;

export interface Store {
  pool: pg.Pool;
  db: Db;
  url: string;
  /** Lets go of the connections, and of the embedded server unless another process uses it. */
  close(): Promise<void>;
  /** The same at once: statements under way are rolled back, whoever waits for them. */
  cut(): Promise<void>;
}

/** `DATABASE_URL`, else the embedded server of `HEAL_DATA_DIR`, started or taken over. Does not migrate. */
export async function openStore(
  settings: Pick<Settings, "DATABASE_URL" | "HEAL_DATA_DIR">,
  log: (message: string) => void,
): Promise<Store> {
  const embedded =
    settings.DATABASE_URL === undefined
      ? await startEmbedded({ dataDir: join(settings.HEAL_DATA_DIR, "postgres"), log })
      : null;
  const url = settings.DATABASE_URL ?? embedded?.url ?? "";
  const pool = createPool(url);
  // Without a listener an idle connection that breaks would end the process; the next query makes a new one.
  pool.on("error", (error) => log(`database connection lost: ${error.message}`));
  return {
    pool,
    db: createDb(pool),
    url,
    async close() {
      await pool.end();
      await embedded?.stop();
    },
    async cut() {
      // A backend that waits for a lock does not notice that its client is gone.
      if (!embedded) await endOwnBackends(url);
      await embedded?.stop(CUT_MS);
    },
  };
}
