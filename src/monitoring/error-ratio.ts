import { MINUTE } from "../core/clock.js";
import type { Counts, CallCounter } from "../core/call-counter.js";
import { clip } from "../core/text.js";
import { redact } from "../core/redact.js";
import { percent } from "../core/format.js";

const SPAN = 5 * MINUTE;
/** Fewer calls say nothing of a share. */
const LEAST = 5;
const BAD = 0.5;

export interface ErrorRatio {
  state: "ok" | "degraded" | "down";
  reason: string;
  values: { calls: number; failed: number; error_ratio?: number };
}

/** The error ratio of the last five minutes' calls, from the counter's value at each poll. */
export function createErrorRatio(tally: CallCounter): { at(now: Date): ErrorRatio } {
  let seen: (Counts & { at: number })[] = [{ ...tally.read(), at: -Infinity }];
  return {
    at(now) {
      const at = now.getTime();
      const current = tally.read();
      // The newest from before the span is what the span is compared with; a clock that jumped back begins anew.
      const before = seen.filter((one) => one.at <= at);
      const older = before.filter((one) => one.at <= at - SPAN).slice(-1);
      seen = [...older, ...before.filter((one) => one.at > at - SPAN), { ...current, at }];
      const base = seen[0] ?? current;
      const [tried, failed] = [current.tried - base.tried, current.failed - base.failed];
      const last = seen.at(-2) ?? base;
      const ratio = tried === 0 ? null : failed / tried;
      const bad = ratio !== null && tried >= LEAST && ratio >= BAD;
      const why = failed > 0 && current.reason !== null ? `: ${clip(redact(current.reason), 200)}` : "";
      return {
        state: bad ? (failed === tried ? "down" : "degraded") : "ok",
        reason:
          ratio === null
            ? "no calls in 5 minutes"
            : `${failed} of ${tried} calls in 5 minutes failed (${percent(ratio)})${why}`,
        values: {
          calls: current.tried - last.tried,
          failed: current.failed - last.failed,
          ...(ratio === null ? {} : { error_ratio: ratio }),
        },
      };
    },
  };
}
