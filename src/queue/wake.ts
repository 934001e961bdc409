import type { Wake, WakeOptions } from "./port.js";

/** Wake-ups of one key are for the same thing. */
export const keyOf = (wake: Wake): string => (wake.task === "sweep" ? "sweep" : `${wake.task}:${wake.id}`);

/** What a queue stores of a wake-up may have been written by another version: `null` for what this one does not know. */
export function readWake(stored: unknown): Wake | null {
  if (typeof stored !== "object" || stored === null) return null;
  const { task, id } = stored as { task?: unknown; id?: unknown };
  if (task === "sweep") return { task };
  if (task === "delivery" && typeof id === "string") return { task, id };
  if (typeof id !== "number") return null;
  if (task === "check" || task === "config-check") return { task, id };
  return task === "incident" || task === "command" || task === "notification" ? { task, id } : null;
}

export const ATTEMPTS = 5;
export const DEFAULT_PRIORITY = 5;

/** One for each thing, at the earliest time and the highest urgency that was asked for; `at` 0: now. */
export function merged(
  wakes: readonly (WakeOptions & { wake: Wake })[],
): { key: string; wake: Wake; at: number; priority: number }[] {
  const byKey = new Map<string, { key: string; wake: Wake; at: number; priority: number }>();
  for (const { wake, at: date, priority = DEFAULT_PRIORITY } of wakes) {
    const key = keyOf(wake);
    const at = date?.getTime() ?? 0;
    const known = byKey.get(key);
    byKey.set(key, {
      key,
      wake,
      at: Math.min(at, known?.at ?? Infinity),
      priority: Math.min(priority, known?.priority ?? Infinity),
    });
  }
  return [...byKey.values()];
}
