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
 * Pauses that are known before their length is believed. Of a pair of Prometheus or Alertmanager each sends its own, one shortly after
 * the other: of two or three messages that come together every four hours the first pauses are of a minute.
 */
const PAUSES = 3;

/** What is learned of a watchdog's usual pause. */
export interface Pauses {
  /** The longest; null: there was none yet. */
  longest: number | null;
  /** How many are known. */
  count: number;
  /** When the one began that goes on. */
  from: Date;
}

/** After one more message: what comes sooner than any silence would count for is the same one, told by another. */
export function heard(before: Pauses, at: Date): Pauses {
  const pause = at.getTime() - before.from.getTime();
  if (pause < LEAST_MS) return before;
  return { longest: Math.max(before.longest ?? 0, pause), count: before.count + 1, from: at };
}

/**
 * How long a watchdog may be silent: what its label `timeout` says (such as `15m`), else twice the longest of its usual pauses. As
 * long as too few are known, a day.
 */
export function heartbeatTimeout(
  labels: Readonly<Record<string, string>>,
  { longest, count }: Pick<Pauses, "longest" | "count">,
): number {
  const asked = duration(labels.timeout ?? "");
  const usual = count < PAUSES ? null : longest;
  const wait = asked ?? 2 * Math.max(usual ?? REPEAT_MS, LEAST_MS);
  return Math.min(Math.max(wait, MINUTE), MOST_MS);
}
