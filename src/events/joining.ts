import type { Kind, RunFacts, Severity } from "./event.js";

/** What an open incident says of itself, as far as an event that joins it may change it. */
export interface Standing {
  kind: Kind;
  severity: Severity;
  title: string;
  /** Of its run; null: none is known. */
  attempt: number | null;
}

/** How an event of the same key stands to it. */
export interface Newcomer {
  kind: Kind;
  severity: Severity;
  title: string;
  run: Pick<RunFacts, "attempt"> | null;
}

/**
 * What the incident is once the event has joined it. A run that has ended names it better than a report of its tests did; an
 * alert is as severe as its sender says now; a late event of an older attempt never takes a newer attempt's place.
 */
export const joined = (
  open: Standing,
  { kind, severity, title, run }: Newcomer,
): Omit<Standing, "attempt"> & { takesRun: boolean } => ({
  kind: kind === "ci" ? kind : open.kind,
  title: kind === "ci" ? title : open.title,
  severity: kind === "alert" ? severity : open.severity,
  takesRun: run !== null && (open.attempt ?? 0) <= run.attempt,
});
