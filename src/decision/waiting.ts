import type { IncidentState } from "../events/incident.js";
import type { Reason } from "./stored.js";

/** Until when a decision waits, and why. */
export interface Wait {
  until: Date;
  why: string;
}

/** What an incident waits for now; null: nothing. `decisions` are oldest first. */
export function waitingNow(
  state: IncidentState,
  decisions: readonly { kind: string; reasons: readonly Reason[] }[],
): Wait | null {
  const last = decisions.at(-1);
  return state === "diagnosing" && last ? waitOf(last) : null;
}

/** null: the decision is another one. */
export function waitOf({ kind, reasons }: { kind: string; reasons: readonly Reason[] }): Wait | null {
  if (kind !== "wait") return null;
  const chosen = reasons.find((reason) => reason.chosen);
  const held = chosen?.verdicts.find(({ until }) => until !== undefined);
  return held?.until === undefined ? null : { until: new Date(held.until), why: held.reason };
}
