import type { AlertEvent } from "../event.js";

/** What is known of an alert: from its first firing to its end, by its sender's identity. */
export interface Known {
  /** When its sender says that it began; the same in all that is said of one episode. null: not stated. */
  statedStart: string | null;
  ended: boolean;
}

/**
 * - `begins`: it fires, and did not before.
 * - `repeats`: it goes on firing, or it is said once more that it ended.
 * - `ends`: it fired, and is over.
 * - `late`: told out of order, of an episode that is known to be over, or older than the one that is known.
 * - `early`: the end of an episode whose firing did not come yet.
 */
export type AlertTransition = "begins" | "repeats" | "ends" | "late" | "early";

/**
 * What a message is in the order of arrival. Messages get lost, are sent again and overtake one another; two of the same episode
 * state the same start, so that alone decides where it is known. Without it the later one counts.
 */
export function transitionOf(
  known: Known | null,
  said: Pick<AlertEvent, "status" | "startedAt">,
): AlertTransition {
  const firing = said.status === "firing";
  if (known === null) return firing ? "begins" : "early";
  const order = compare(said.startedAt ?? null, known.statedStart);
  if (order !== null && order < 0) return "late";
  if (known.ended) {
    if (!firing) return order !== null && order > 0 ? "early" : "repeats";
    return order === 0 ? "late" : "begins";
  }
  return firing ? "repeats" : "ends";
}

/** null: one of them is not stated. */
function compare(a: string | null, b: string | null): number | null {
  const [left, right] = [Date.parse(a ?? ""), Date.parse(b ?? "")];
  return Number.isNaN(left) || Number.isNaN(right) ? null : left - right;
}
