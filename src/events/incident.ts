export const incidentStates = [
  "open",
  "diagnosing",
  "acting",
  "verifying",
  "recovered",
  "escalated",
  "closed",
  "ignored",
] as const;
export type IncidentState = (typeof incidentStates)[number];

/** States in which nothing more happens by itself; a new failure of the same key opens a new incident. */
export const finalStates: readonly IncidentState[] = ["recovered", "closed", "ignored"];
