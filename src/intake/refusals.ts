import { HOUR } from "../core/clock.js";
import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import type { RefusedOutcome } from "./metrics.js";

/** What came of a request that was not taken in. */
export type RefusalKind = RefusedOutcome | "no_source" | "no_preset" | "method";

/** Stands for every name that is no source's: who asks has no say in how many there are. */
export const NO_SOURCE = "(no such source)";

export interface Refusal {
  source: string;
  kind: RefusalKind;
  reason: string;
  at: Date;
}

export interface RefusalCount extends Refusal {
  /** Since the start; `reason` and `at` are the last one's. */
  all: number;
  /** In the last 24 hours, to the hour. */
  day: number;
}

const HOURS = 24;

interface Count extends Refusal {
  all: number;
  /** By hours since 1970. */
  hours: Map<number, number>;
}

/**
 * Requests to the collectors that were refused by this process: a number for each source and kind, and the last one's reason. What
 * a sender wrote is no key of anything, so that nobody can fill the memory.
 */
export class Refusals {
  readonly #counts = new Map<string, Count>();

  constructor(readonly since: Date) {}

  note({ source, kind, reason, at }: Refusal): void {
    const key = `${source} ${kind}`;
    const count = this.#counts.get(key) ?? { source, kind, reason, at, all: 0, hours: new Map() };
    const hour = hourOf(at);
    count.all += 1;
    count.hours.set(hour, (count.hours.get(hour) ?? 0) + 1);
    for (const old of count.hours.keys()) if (old <= hour - HOURS) count.hours.delete(old);
    // Reasons are words of ours; what one may quote of a body is a stranger's.
    this.#counts.set(key, { ...count, reason: clip(redact(reason), 200), at });
  }

  /** The last one first. */
  list(now: Date): RefusalCount[] {
    const from = hourOf(now) - HOURS;
    return [...this.#counts.values()]
      .map(({ hours, ...count }) => ({
        ...count,
        day: [...hours].reduce((sum, [hour, n]) => (hour > from ? sum + n : sum), 0),
      }))
      .sort((a, b) => b.at.getTime() - a.at.getTime());
  }
}

const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR);
