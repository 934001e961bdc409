import type { Clock } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import { createDb, createPool, type Db } from "./db.js";

/**
 * Another worker may hold what this one worked on. Thrown inside the transaction that would have ended the work, so that
 * all of it is rolled back.
 */
export class ClaimLost extends Error {
  constructor(what: string) {
    super(`the claim on ${what} ran out and somebody else may hold it; nothing was written`);
    this.name = "ClaimLost";
  }
}

export interface Lease {
  /** Nothing says any more that the claim is held: no effect may begin. */
  lost(): boolean;
  /** The work is over: no more renewals. */
  end(): void;
}

/** Extends a claim to `until` if it is still the same claim; the number of rows. Must not wait for a row that is locked. */
export type Renew = (db: Db, until: Date) => Promise<number>;

export interface Leases {
  /** Renews a claim, made just before for `leaseMs`, until `end`. */
  hold(leaseMs: number, renew: Renew): Lease;
  /** The same for as long as the work takes. */
  during<T>(leaseMs: number, renew: Renew, work: (lease: Lease) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface LeasesOptions {
  url: string;
  clock: Clock;
  log: (message: string) => void;
}

/** Renewals go over one connection of their own: work that has taken all others must not lapse because of that. */
export function createLeases({ url, clock, log }: LeasesOptions): Leases {
  const pool = createPool(url, 1);
  pool.on("error", (error) => log(`lease connection lost: ${error.message}`));
  const db = createDb(pool);
  const hold: Leases["hold"] = (leaseMs, renew) => {
    const ahead = () => new Date(clock.now().getTime() + leaseMs);
    let held = ahead();
    let asking = false;
    const extend = async () => {
      if (asking) return;
      asking = true;
      const until = ahead();
      try {
        // None: it is lost, or its row is locked at this moment. Which of the two shows when the time is up.
        if ((await renew(db, until)) > 0) held = until;
      } catch (error) {
        log(`a claim was not renewed: ${reasonOf(error)}`);
      } finally {
        asking = false;
      }
    };
    // Two renewals may fail before the claim runs out.
    const timer = setInterval(() => void extend(), leaseMs / 3);
    return { lost: () => clock.now() >= held, end: () => clearInterval(timer) };
  };
  return {
    hold,
    async during(leaseMs, renew, work) {
      const lease = hold(leaseMs, renew);
      try {
        return await work(lease);
      } finally {
        lease.end();
      }
    },
    close: () => pool.end(),
  };
}
