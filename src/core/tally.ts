/** Counts of what was tried and what failed of it since the start. */
export interface Counts {
  tried: number;
  failed: number;
  /** Of the latest that failed. */
  reason: string | null;
}

/** Where a part of heal counts its calls to somebody else; whoever watches reads it. */
export interface Tally {
  good(): void;
  failed(reason: string): void;
  read(): Counts;
}

export function createTally(): Tally {
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
