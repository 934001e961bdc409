const RESOLVED = new Set([
  "resolved",
  "resolve",
  "ok",
  "closed",
  "close",
  "recovered",
  "recovery",
  "up",
  "normal",
  "inactive",
  "success",
  "clear",
  "cleared",
  "end",
  "ended",
  "fixed",
  "deactivated",
  "completed",
]);

/** Words for "it is over"; anything else, or nothing, is a firing alert. */
export const isResolved = (word: string | null | undefined): boolean =>
  RESOLVED.has((word ?? "").trim().toLowerCase());
