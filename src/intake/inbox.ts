import { HealError, reasonOf } from "../core/errors.js";
import { SECOND } from "../core/clock.js";

/** GitHub gives up after 10 s (docs: best practices for webhooks), so the answer must be out before. */
const WRITE_DEADLINE_MS = 8 * SECOND;

export interface InboxLimits {
  rows: number;
  bytes: number;
  /** Statements under way at once; more would only queue in the database. */
  writers: number;
  /** Rows that may wait; beyond, senders are told to come back. */
  waiting: number;
  waitingBytes: number;
}

const DEFAULTS: InboxLimits = {
  rows: 100,
  bytes: 4 * 1024 * 1024,
  // With two, one is filled while the other is written; more make smaller statements.
  writers: 2,
  waiting: 20_000,
  waitingBytes: 128 * 1024 * 1024,
};

interface Waiting<Row, Result> {
  row: Row;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: rows that arrive while a statement is under way go together in the next one, so the number of commits
 * follows the disk and not the number of requests. `accept` resolves when its row is committed, and rejects with
 * `HEAL_STORE_UNAVAILABLE` when that cannot be said in time (the row may be there nonetheless: a repeat finds it).
 */
export class Inbox<Row extends { body: Uint8Array }, Result> {
  readonly #queue: Waiting<Row, Result>[] = [];
  #writing = 0;
  #bytes = 0;
  readonly #limits: InboxLimits;

  constructor(
    /** Stores the rows in one statement; results in the rows' order. */
    private readonly write: (rows: Row[]) => Promise<Result[]>,
    limits: Partial<InboxLimits> = {},
  ) {
    this.#limits = { ...DEFAULTS, ...limits };
  }

  accept(row: Row): Promise<Result> {
    const size = sizeOf(row);
    const full = this.#queue.length >= this.#limits.waiting || this.#bytes + size > this.#limits.waitingBytes;
    if (full && this.#queue.length > 0)
      return Promise.reject(new HealError("HEAL_STORE_UNAVAILABLE", "too many deliveries wait to be stored"));
    return new Promise<Result>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new HealError("HEAL_STORE_UNAVAILABLE", "the database did not answer in time")),
        WRITE_DEADLINE_MS,
      );
      this.#bytes += size;
      this.#queue.push({
        row,
        resolve: (result) => (clearTimeout(timer), resolve(result)),
        reject: (error) => (
          clearTimeout(timer),
          reject(error instanceof Error ? error : new Error(reasonOf(error)))
        ),
      });
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#writing < this.#limits.writers && this.#queue.length > 0) {
      this.#writing += 1;
      void this.#flush(this.#take()).finally(() => {
        this.#writing -= 1;
        this.#pump();
      });
    }
  }

  #take(): Waiting<Row, Result>[] {
    let bytes = 0;
    let count = 0;
    for (const { row } of this.#queue) {
      bytes += sizeOf(row);
      if (count > 0 && (count >= this.#limits.rows || bytes > this.#limits.bytes)) break;
      count += 1;
    }
    const batch = this.#queue.splice(0, count);
    for (const { row } of batch) this.#bytes -= sizeOf(row);
    return batch;
  }

  async #flush(batch: Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await this.write(batch.map((waiting) => waiting.row));
      batch.forEach((waiting, i) => {
        const result = results[i];
        if (result === undefined)
          waiting.reject(new Error("the store answered fewer rows than it was given"));
        else waiting.resolve(result);
      });
    } catch (error) {
      // One row the database cannot take must not refuse the others.
      if (batch.length > 1 && !isStoreDown(error)) for (const waiting of batch) await this.#flush([waiting]);
      else for (const waiting of batch) waiting.reject(error);
    }
  }
}

const sizeOf = (row: { body: Uint8Array }): number => row.body.byteLength;

export const isStoreDown = (error: unknown): boolean =>
  error instanceof HealError && error.code === "HEAL_STORE_UNAVAILABLE";

export const storeReason = (error: unknown): string =>
  isStoreDown(error) ? "store unavailable" : reasonOf(error);
