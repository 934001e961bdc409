import { MINUTE } from "../../core/clock.js";

/** A counter that was away for longer says nothing of the time between. */
const GAP = 10 * MINUTE;

/** Counters of one target, from look to look. */
export interface Rates {
  /**
   * Per second since the last value. A counter below its last value began anew at zero, as Prometheus' `rate` takes it
   * (https://prometheus.io/docs/prometheus/latest/querying/functions/#rate). "first": nothing to compare with yet; "late": it is
   * not newer than the last one.
   */
  of(key: string, value: number, at: number): number | "first" | "late";
  /** Counters that were not seen for a while are given up. */
  forget(now: number): void;
}

export function createRates(): Rates {
  const last = new Map<string, { value: number; at: number }>();
  return {
    of(key, value, at) {
      const before = last.get(key);
      if (before && at <= before.at) {
        // A clock that jumped far back would else refuse everything until it is there again.
        if (before.at - at > GAP) last.set(key, { value, at });
        return "late";
      }
      last.set(key, { value, at });
      if (!before || at - before.at > GAP) return "first";
      const grown = value < before.value ? value : value - before.value;
      return (grown * 1_000) / (at - before.at);
    },
    forget(now) {
      for (const [key, { at }] of last) if (now - at > GAP) last.delete(key);
    },
  };
}
