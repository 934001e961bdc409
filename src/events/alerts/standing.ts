import type { Severity } from "../event.js";

/** How the alerts of an incident stand, counted. */
export interface Standing {
  /** Those that are the trouble itself, and those that follow from it. */
  causes: { all: number; firing: number };
  consequences: { all: number; firing: number };
  /** Of the causes that ended: why an end proves nothing. */
  unproven: readonly string[];
  /** Of what fires now. */
  severities: readonly Severity[];
}

const rank: readonly Severity[] = ["critical", "error", "warning", "info"];

/** The worst of what fires; what has ended keeps the severity it had. */
export const severityOf = ({ severities }: Pick<Standing, "severities">, before: Severity): Severity =>
  rank.find((one) => severities.includes(one)) ?? before;

/** A group is over when nothing of it fires, and nothing that followed from it. null: it is not. */
export function endOf({ causes, consequences }: Standing): string | null {
  const all = causes.all + consequences.all;
  if (all === 0 || causes.firing + consequences.firing > 0) return null;
  return all === 1 ? "the alert resolved" : `all ${all} alerts resolved`;
}

/** Whether the trouble itself is over, and the end is proof that it is. */
export function proofOf({ causes, unproven }: Standing): "firing" | "proven" | { unproven: string } {
  if (causes.firing > 0) return "firing";
  const [why] = unproven;
  return why === undefined ? "proven" : { unproven: why };
}
