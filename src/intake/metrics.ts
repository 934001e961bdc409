/** The outcome of a request to a collector; the label `outcome` of `heal_deliveries_total`. */
export const outcomes = [
  "accepted",
  "repeated",
  "off",
  "unauthentic",
  "too_large",
  "invalid",
  "media_type",
  "cut_off",
  "crowded_out",
  "unavailable",
] as const;
export type IntakeOutcome = (typeof outcomes)[number];
/** Of a request that was not taken in. */
export type RefusedOutcome = Exclude<IntakeOutcome, "accepted" | "repeated">;

export interface IntakeMetrics {
  /** Called once a request; `seconds` from the first header to the answer. */
  request(source: string, outcome: IntakeOutcome, seconds: number): void;
}
