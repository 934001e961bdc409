import type { Clock } from "../core/clock.js";
import { limits } from "../core/limits.js";
import type { Offload } from "../core/offload.js";
import type { Settings } from "../core/settings.js";
import type { TokenLag } from "../github/token-lag.js";
import type { Log } from "../intake/log.js";
import type { Mapping } from "../intake/sources/generic/mapping.js";
import { createBullQueue } from "../queue/bull.js";
import { createGraphileQueue } from "../queue/graphile.js";
import type { Queue } from "../queue/port.js";
import type { Route } from "../server/route.js";
import type { Store } from "../store/open.js";

export interface AppOptions {
  settings: Settings;
  /** PEM; null: no App, alerts only. */
  privateKey: string | null;
  genericMapping?: Mapping;
  /** Migrated. */
  store: Pick<Store, "url" | "pool" | "db">;
  log: Log;
  clock: Clock;
  /** GitHub's pauses between writes; off only against a local GitHub. */
  paced?: boolean;
  /** Of workflow identity tokens; default by GHE_HOST. */
  issuer?: string;
  /** How long a fresh token is given; default as `github/token-lag.ts` says. */
  tokenLag?: TokenLag;
  /** Routes before all others: Probot's set-up page. */
  first?: readonly Route[];
  /** Default: a pool of threads, made when there is work for them. */
  offload?: Offload;
  /** For fault tests: called at named points. */
  at?: (point: string) => void;
}

/** The queue that the settings name. `connections`: of PostgreSQL; who works needs one for each worker, and one that listens. */
export function queueOf(
  settings: Pick<Settings, "HEAL_QUEUE_REDIS_URL">,
  { url, log, connections = limits.workers + 1 }: { url: string; log: Log; connections?: number },
): Queue {
  const say = (message: string) => log.info({}, message);
  return settings.HEAL_QUEUE_REDIS_URL === undefined
    ? createGraphileQueue({ url, log: say, connections })
    : createBullQueue({ url: settings.HEAL_QUEUE_REDIS_URL, log: say });
}
