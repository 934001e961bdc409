import { ZodError } from "zod";
import { HealError } from "../core/errors.js";
import type { Reading, Signal } from "../events/signal.js";
import { unreadable } from "./alert.js";
import { shapeProblem } from "./shape-problem.js";

/** What one event of a body means; a string says why it means nothing to heal. */
export type EventReading = Signal | string;

/**
 * Each event of a body by itself: one that cannot be read does not take the others with it, and is not lost silently either
 * (`unread`). A body of which nothing could be read is `unreadable`.
 */
export function readEach<T>(events: readonly T[], read: (event: T) => EventReading): Reading {
  const signals: Signal[] = [];
  const unread: string[] = [];
  const skipped: string[] = [];
  for (const [i, event] of events.entries()) {
    try {
      const one = read(event);
      if (typeof one === "string") skipped.push(one);
      else signals.push(one);
    } catch (error) {
      if (!(error instanceof ZodError || error instanceof HealError)) throw error;
      unread.push(`event ${i + 1}: ${shapeProblem(error)}`);
    }
  }
  if (signals.length === 0 && unread.length === 0)
    return { signals, ignored: skipped[0] ?? "the body holds no event" };
  if (signals.length === 0) return unreadable(unread.slice(0, 3).join("; "));
  return unread.length === 0 ? { signals } : { signals, unread };
}
