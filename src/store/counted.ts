import { z } from "zod";
import { HOUR } from "../core/clock.js";

/**
 * What was counted of a sliding window, kept so that a page reads only what came since and what fell out of it: it costs the same
 * after a day and after years.
 */
export const counted = z.object({
  /** ISO 8601: of what is after `from`, up to and including `to`. */
  from: z.string(),
  to: z.string(),
});

/** What comes later than this is missing until the next count: rows of runs come in seconds after the run's end, sometimes minutes. */
const LATE_MS = HOUR;

/** A window to count now. */
export const countedWindow = (now: Date, ms: number): { from: Date; to: Date } => ({
  from: new Date(now.getTime() - ms),
  to: new Date(now.getTime() - LATE_MS),
});

/** Spans to add to and to take from what was counted, for the window after `since`; null: it says nothing of that window. */
export function sinceCounted(known: z.output<typeof counted> | null, since: Date, now: Date) {
  if (!known) return null;
  const [from, to] = [new Date(known.from), new Date(known.to)];
  if (since < from || since > to || to > now) return null;
  return { added: { from: to, to: now }, gone: { from, to: since } };
}
