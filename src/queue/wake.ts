import type { Wake } from "./port.js";

/** Wake-ups of one key are for the same thing. */
export const keyOf = (wake: Wake): string => (wake.task === "sweep" ? "sweep" : `${wake.task}:${wake.id}`);

/** What a queue stores of a wake-up may have been written by another version: `null` for what this one does not know. */
export function readWake(stored: unknown): Wake | null {
  if (typeof stored !== "object" || stored === null) return null;
  const { task, id } = stored as { task?: unknown; id?: unknown };
  if (task === "sweep") return { task };
  if (task === "delivery" && typeof id === "string") return { task, id };
  if ((task === "incident" || task === "command") && typeof id === "number") return { task, id };
  return null;
}

export const ATTEMPTS = 5;
export const DEFAULT_PRIORITY = 5;
