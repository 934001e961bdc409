import { HOUR, MINUTE } from "../core/clock.js";
import type { Sample } from "../store/metrics.js";

/** Later than this it would change hours that charts have shown; a clock may be ahead a little. */
const LATE = HOUR;
const AHEAD = 5 * MINUTE;
/** Beyond it the store's single precision bounds would be infinite. */
const LARGEST = 1e38;

/** Names of quantities that cannot be below zero, by Prometheus' naming (https://prometheus.io/docs/practices/naming/). */
const NEVER_NEGATIVE = /_(?:seconds|bytes|ratio|total|count)$/;

/** Why a sample is rejected; null: it is valid. */
export function sampleProblem({ name, value, at, component, labels = {} }: Sample, now: Date): string | null {
  if (!Number.isFinite(value)) return `${value} is no measurement`;
  if (Math.abs(value) > LARGEST) return `${value} is larger than ${LARGEST}`;
  if (value < 0 && NEVER_NEGATIVE.test(name)) return `${name} cannot be negative`;
  const age = now.getTime() - at.getTime();
  if (!Number.isFinite(age)) return "its time cannot be read";
  if (age > LATE) return "it comes more than an hour late";
  if (age < -AHEAD) return "its time is more than 5 minutes ahead";
  if ([component, name, ...Object.entries(labels).flat()].some((text) => text.length > 300))
    return "a name or label is longer than 300 characters";
  if (Object.keys(labels).length > 16) return "it has more than 16 labels";
  return null;
}
