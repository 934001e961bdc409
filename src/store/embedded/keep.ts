import { SECOND } from "../../core/clock.js";
import { reasonOf } from "../../core/errors.js";

/** How often it is looked whether the server is there: one line of the process table. */
const LOOK_MS = SECOND;

export interface Kept {
  /** Resolves when no start is under way and none will be. */
  end(): Promise<void>;
}

/**
 * Starts a server again that ended without being asked to (the kernel's out-of-memory killer, a person), for as long as it takes:
 * connections are made anew by whoever wants one. Holds no process.
 */
export function keepRunning(
  isRunning: () => boolean,
  start: () => Promise<unknown>,
  log: (message: string) => void,
): Kept {
  let ended = false;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    if (isRunning()) return;
    log("the embedded PostgreSQL ended without being asked to; it is started again");
    await start();
  };
  const later = (): NodeJS.Timeout =>
    setTimeout(() => {
      looking = look()
        .catch((error: unknown) => log(`the embedded PostgreSQL is away: ${reasonOf(error)}`))
        .then(() => {
          if (!ended) timer = later();
        });
    }, LOOK_MS).unref();
  let timer = later();
  return {
    async end() {
      ended = true;
      clearTimeout(timer);
      await looking;
      clearTimeout(timer);
    },
  };
}
