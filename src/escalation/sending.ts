/** What became of one message. */
export type Sending =
  | { state: "sent" }
  /** Later, it may be taken. `afterMs`: not before, as the far side said; null: it named no time. */
  | { state: "retry"; afterMs: number | null; reason: string }
  /** It would not be taken later either. */
  | { state: "refuse"; reason: string };
