/** What a line of a CI system's own (not of the tools it runs) says about the course of a job. */
export type Mark =
  /** A step begins. */
  | { kind: "open"; name: string; command?: string }
  /** The open step ends; nothing is said about how. */
  | { kind: "close" }
  /** A command is echoed before it runs. */
  | { kind: "command"; command: string }
  /** The step or the named command failed; or, said at the end, the job. `over`: what follows is another command's. */
  | { kind: "failed"; exit?: number; command?: string; of?: "job"; over?: true }
  /** The work has ended, one way or the other: what follows saves, tells and stops, and does not end the job. `passedOver`: nor did the open step. */
  | { kind: "after"; passedOver?: true }
  /** The named command passed; or, `of: "step"`, the open step, as a runner says of each. */
  | { kind: "passed"; command?: string; of?: "step" }
  /** Somebody or something stopped the job. */
  | { kind: "cancelled" }
  /** The work is over; what follows is cleaning up. */
  | { kind: "cleanup" }
  /** The regular last line of a log: without one the log may be cut. */
  | { kind: "end"; failed?: boolean };

/** Reads one cleaned line; `null` when it is not of this CI system. */
export type Grammar = (line: string) => Mark | null;
