import type { Clock } from "../core/clock.js";
import { SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { appendAudit } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { ENVIRONMENT, findStop, liftStop, setStop } from "../store/stops.js";
import { withTimeout } from "../store/timeout.js";
import type { KillSwitch } from "./port.js";

/** A switch that is not read by then counts as unreadable: the caller is about to write. */
const READ_MS = 5 * SECOND;

/** Who is said to have stopped heal by the environment. */
export const EMERGENCY = "HEAL_EMERGENCY_STOP";

/**
 * Reads the row at each call; nothing is remembered, so a stop holds from the moment it is committed. `emergency`: the reason for which
 * this process is stopped whatever the rows say.
 */
export function createKillSwitch(
  db: Db,
  clock: Clock,
  { readMs = READ_MS, emergency }: { readMs?: number; emergency?: string | undefined } = {},
): KillSwitch {
  const since = clock.now();
  return {
    async stopped(repository, id = null) {
      if (emergency !== undefined) return { scope: ENVIRONMENT, reason: emergency, by: EMERGENCY, at: since };
      try {
        return await withTimeout(readMs, findStop(db, { name: repository, id }));
      } catch (cause) {
        throw new HealError("HEAL_SWITCH_UNREADABLE", reasonOf(cause), { cause });
      }
    },
    async stop(scope, reason, by) {
      const at = clock.now();
      await db.tx(async (tx) => {
        await setStop(tx, { scope, reason, by, at });
        await appendAudit(tx, { at, actor: by, kind: "stop", subject: scope, detail: { reason } });
      });
    },
    async resume(scope, by) {
      const at = clock.now();
      return db.tx(async (tx) => {
        const lifted = await liftStop(tx, scope, by, at);
        if (!lifted) return false;
        await appendAudit(tx, { at, actor: by, kind: "resume", subject: scope, detail: lifted });
        return true;
      });
    },
  };
}

/**
 * Writes down at a start whether the environment stops heal, for the pages, for other processes and for failures seen meanwhile. A start
 * without the setting lifts it: of several processes, those that have it stay stopped by themselves.
 */
export async function noteEmergency(db: Db, clock: Clock, reason: string | undefined): Promise<void> {
  const plain = createKillSwitch(db, clock);
  if (reason === undefined) await plain.resume(ENVIRONMENT, "start");
  else await plain.stop(ENVIRONMENT, reason, EMERGENCY);
}
