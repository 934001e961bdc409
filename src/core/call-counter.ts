/** Counts of what was tried and what failed of it since the start. */
export interface Counts {
  tried: number;
  failed: number;
  /** Of the latest that failed. */
  reason: string | null;
}

/** Counts calls to an external system; read by monitoring. */
export interface CallCounter {
  good(): void;
  failed(reason: string): void;
  read(): Counts;
}

export function createCallCounter(): CallCounter {
  const counts: Counts = { tried: 0, failed: 0, reason: null };
  return {
    good: () => void (counts.tried += 1),
    failed(reason) {
      counts.tried += 1;
      counts.failed += 1;
      counts.reason = reason;
    },
    read: () => ({ ...counts }),
  };
}
