import { DAY, HOUR, MINUTE, SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { troubleAfter, type Trouble } from "../events/trouble.js";
import type { IncidentRow } from "../store/incidents.js";

/** A step that failed: its trouble, and when it is tried again; null: trying again does not help any more. */
export function meet(
  row: Pick<IncidentRow, "trouble">,
  error: unknown,
  now: Date,
): { trouble: Trouble; pauseMs: number | null } {
  const known = error instanceof HealError ? error : null;
  const trouble = troubleAfter(
    row.trouble,
    { code: known?.code ?? "unexpected", reason: reasonOf(error) },
    now,
  );
  const { tries } = trouble;
  // The step itself knows when it has waited long enough.
  if (known?.code === "HEAL_LOG_LATE")
    return { trouble, pauseMs: Math.min(MINUTE, 2 * SECOND * 2 ** (tries - 1)) };
  // GitHub itself is down: that is no failing of this incident, which waits as long as it takes.
  const resting = known?.code === "HEAL_GITHUB_RESTING";
  const again = resting || ((known?.retryable ?? true) && tries < limits.stepAttempts);
  return { trouble, pauseMs: again ? pauseAfter(error, tries) : null };
}

/** The pause before the next try, after so many that ended like this. */
const pauseAfter = (error: unknown, tries: number): number =>
  error instanceof HealError ? error.pauseMs(tries) : 2 * SECOND * 4 ** (tries - 1);

/** Pauses after the 1st, 2nd, ... time that telling people failed; the last one goes on, so that a day has few tries. */
const UNTOLD_MS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY];

/** Nobody was told, and that is tried again. */
export function untold(
  row: Pick<IncidentRow, "trouble">,
  reason: string,
  now: Date,
): { trouble: Trouble; at: Date } {
  const times = (row.trouble?.untold ?? 0) + 1;
  const pause = UNTOLD_MS[Math.min(times, UNTOLD_MS.length) - 1] ?? DAY;
  return {
    trouble: { ...troubleAfter(row.trouble, { code: "told", reason }, now), untold: times },
    at: new Date(now.getTime() + pause),
  };
}
