import type { Severity } from "../event.js";

/** How the alerts of an incident stand, counted. */
export interface Standing {
  /** Those that are the trouble itself; those that follow from it are not counted. */
  causes: { all: number; firing: number };
  /** Of the causes that ended: why an end proves nothing. */
  unproven: readonly string[];
  /** Of what fires now. */
  severities: readonly Severity[];
}

const rank: readonly Severity[] = ["critical", "error", "warning", "info"];

/** It, and what is worse. */
export const atLeast = (severity: Severity): readonly Severity[] => rank.slice(0, rank.indexOf(severity) + 1);

/** The worst of what fires; what has ended keeps the severity it had. */
export const severityOf = ({ severities }: Pick<Standing, "severities">, before: Severity): Severity =>
  rank.find((one) => severities.includes(one)) ?? before;

/** A group is over when nothing of it fires; what followed from it ends some time later, or is found to go on by itself. null: it is not. */
export function endOf({ causes }: Standing): string | null {
  if (causes.all === 0 || causes.firing > 0) return null;
  return causes.all === 1 ? "the alert resolved" : `all ${causes.all} alerts resolved`;
}

/** Whether the trouble itself is over, and the end is proof that it is. */
export function proofOf({ causes, unproven }: Standing): "firing" | "proven" | { unproven: string } {
  if (causes.firing > 0) return "firing";
  const [why] = unproven;
  return why === undefined ? "proven" : { unproven: why };
}
