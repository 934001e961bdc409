import type { Clock } from "../core/clock.js";
import { SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { appendAudit } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { findStop, liftStop, setStop } from "../store/stops.js";
import { withTimeout } from "../store/timeout.js";
import type { KillSwitch } from "./port.js";

/** A switch that is not read by then counts as unreadable: the caller is about to write. */
const READ_MS = 5 * SECOND;

/** Reads the row at each call; nothing is remembered, so a stop holds from the moment it is committed. */
export function createKillSwitch(db: Db, clock: Clock, readMs = READ_MS): KillSwitch {
  return {
    async stopped(repository, id = null) {
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
