/** A wake-up. The queue only wakes workers: what there is to do stands in Postgres rows. */
export type Wake =
  | { task: "delivery"; id: string }
  | { task: "incident"; id: number }
  | { task: "command"; id: number }
  | { task: "check"; id: number }
  | { task: "config-check"; id: number }
  | { task: "notification"; id: number }
  | { task: "sweep" };

export interface WakeOptions {
  /** Not before; default now. */
  at?: Date;
  /** Lower goes first: 0 commands, 5 events, 9 housekeeping. */
  priority?: number;
}

export interface Queue {
  /** Adds a wake-up; one that waits already for the same thing is moved to the earlier time, not doubled. */
  wake(wake: Wake, options?: WakeOptions): Promise<void>;
  /** The same for many, all or none where the queue can. */
  wakeAll(wakes: readonly (WakeOptions & { wake: Wake })[]): Promise<void>;
  /** Starts workers. A handler that throws is called again with growing pauses, at most 5 times. */
  start(
    handler: (wake: Wake, signal: AbortSignal) => Promise<void>,
    options: { concurrency: number },
  ): Promise<void>;
  /** Wake-ups that wait or run now. */
  depth(): Promise<number>;
  /** Takes no new work, waits for the work under way at most `graceMs`, then hands it back. */
  stop(graceMs: number): Promise<void>;
}
