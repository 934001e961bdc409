import { MINUTE, type Clock } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import type { Log } from "../intake/log.js";
import type { Queue } from "../queue/port.js";
import type { Db } from "../store/db.js";
import { isWorkDue } from "../store/due.js";

/** So long no sweep is left out, whatever the rows say: it also does what is done by the hour. */
const AT_LEAST_EVERY_MS = MINUTE;

/** Wakes the sweep where something is due: a sweep that finds nothing costs twenty statements, the question costs one. */
export function createBeat({
  db,
  clock,
  queue,
  log,
}: {
  db: Db;
  clock: Clock;
  queue: Pick<Queue, "wake">;
  log: Pick<Log, "warn">;
}): () => Promise<void> {
  let swept = -Infinity;
  const needed = async (now: Date): Promise<boolean> => {
    const ago = now.getTime() - swept;
    return ago < 0 || ago >= AT_LEAST_EVERY_MS || (await isWorkDue(db, now));
  };
  return async () => {
    const now = clock.now();
    try {
      if (!(await needed(now))) return;
      await queue.wake({ task: "sweep" }, { priority: 9 });
      swept = now.getTime();
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "the sweep could not be woken");
    }
  };
}
