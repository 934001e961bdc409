import { duration, HOUR, MINUTE } from "../../core/clock.js";

/**
 * The longest usual `repeat_interval`, how often it is said that an alert goes on firing: 4 h is Alertmanager's default, 12 h that of the
 * chart kube-prometheus-stack, which brings most watchdogs there are.
 */
const REPEAT_MS = 12 * HOUR;
/** No sender is so regular that less says something. */
const LEAST_MS = 5 * MINUTE;
const MOST_MS = 48 * HOUR;

/**
 * How long a watchdog may be silent: what its label `timeout` says (such as `15m`), else twice the longest time that it was
 * silent before. As long as only one message is known, a day.
 */
export function patience(labels: Readonly<Record<string, string>>, longestGapMs: number | null): number {
  const asked = duration(labels.timeout ?? "");
  const wait = asked ?? 2 * Math.max(longestGapMs ?? REPEAT_MS, LEAST_MS);
  return Math.min(Math.max(wait, MINUTE), MOST_MS);
}
