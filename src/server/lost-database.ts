import type { Log } from "../intake/log.js";
import { reasonOf } from "../core/errors.js";
import { isUnavailable } from "../store/db.js";

/**
 * graphile-worker reports a finished job without anybody waiting for it; when PostgreSQL goes away at that moment, the
 * rejection reaches nobody and would end the process. What was not reported is found by the sweep. Anything else that
 * nobody handled is for `fail`, which ends the process as Node would, but leaves nothing running.
 */
export function surviveLostDatabase(log: Log, fail: (why: string) => void = () => process.exit(1)): void {
  const fatal = (reason: unknown): void => {
    log.error({ reason: reasonOf(reason) }, "an error that nobody handled");
    fail("an error that nobody handled");
  };
  process.on("uncaughtException", fatal);
  process.on("unhandledRejection", (reason) => {
    if (isUnavailable(reason))
      return log.warn({ reason: reasonOf(reason) }, "the database went away; going on when it is back");
    fatal(reason);
  });
}
