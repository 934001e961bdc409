import { SECOND } from "../core/clock.js";
import { BYTE_CAP } from "./source.js";

/** A body up to this size shares the small lane: nearly all of them, so they never wait. */
export const SMALL = 256 * 1024;
const SMALL_LANE = 16 * 1024 * 1024;
/** Who reads into the slot longer than this gives way when somebody waits for it. */
const SLOT_MS = SECOND;

/** Bodies that wait for their turn in buffers of their own, with the one whose turn it is. */
const OWN = 3;

/** What one request's body holds of the shared memory. */
export interface Lease {
  /** Asks for `bytes` of the small lane in total. False: the caller must give up; what it held is free again. */
  grow(bytes: number): boolean;
  /** The one large buffer, for this body alone until `release`; null: the caller had to give way meanwhile. */
  slot(): Promise<Buffer | null>;
  /**
   * The large buffer is the body's own from now on, and the next body gets another; not when there are as many already as
   * may wait, unless it `must`, as it is its turn.
   */
  own(must: boolean): void;
  /** So long the body was not read although it came: it gives way as much later. */
  excuse(ms: number): void;
  /** The body is complete: it no longer gives way. */
  complete(): void;
  release(): void;
}

interface Holder {
  small: number;
  evict: () => void;
  evictable: boolean;
  own: boolean;
  waiting?: (buffer: Buffer | null) => void;
}

/**
 * Memory that bodies of senders who have not proven themselves share; it is reused and never grows. Small bodies share a
 * lane of 16 MiB, in which the one longest on its way gives way: honest senders take milliseconds, so it is the stalled
 * one that loses. Larger ones take turns in one buffer of the largest size allowed, the newest first, while their sockets
 * are not read; a body that fills it slowly gives way after a second.
 */
export class MemoryBudget {
  #used = 0;
  /** In the order in which the requests began. */
  readonly #holders = new Set<Holder>();
  #slot: { holder: Holder; since: number } | null = null;
  #buffer: Buffer | null = null;
  #own = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly smallLane = SMALL_LANE,
    readonly largest = BYTE_CAP,
  ) {}

  /** Bytes of the small lane in use, of the slot when somebody has it, and of the bodies that own theirs. */
  get used(): number {
    return this.#used + ((this.#slot ? 1 : 0) + this.#own) * this.largest;
  }

  /** `evict` is called at most once, when the request must give way. */
  open(evict: () => void): Lease {
    const holder: Holder = { small: 0, evict, evictable: true, own: false };
    this.#holders.add(holder);
    return {
      grow: (bytes) => this.#grow(holder, bytes),
      slot: () => this.#wait(holder),
      own: (must) => {
        if (this.#slot?.holder !== holder || (!must && this.#own >= OWN)) return;
        [this.#buffer, this.#slot, holder.own] = [null, null, true];
        this.#own += 1;
        this.#turn();
      },
      excuse: (ms) => {
        if (this.#slot?.holder === holder) this.#slot.since += ms;
      },
      complete: () => (holder.evictable = false),
      release: () => this.#drop(holder),
    };
  }

  #grow(own: Holder, bytes: number): boolean {
    if (!this.#holders.has(own)) return false;
    for (const other of this.#holders) {
      if (this.#used + bytes - own.small <= this.smallLane) break;
      if (other.small === 0 || !other.evictable) continue;
      this.#drop(other);
      if (other === own) return false;
      other.evict();
    }
    this.#used += bytes - own.small;
    own.small = bytes;
    return true;
  }

  #wait(own: Holder): Promise<Buffer | null> {
    if (!this.#holders.has(own)) return Promise.resolve(null);
    return new Promise((resolve) => {
      own.waiting = resolve;
      this.#turn();
    });
  }

  /** Gives the slot to the newest who waits, or sees to it that its holder gives way in time. */
  #turn(): void {
    clearTimeout(this.#timer);
    const waiting = [...this.#holders].reverse().find((holder) => holder.waiting);
    if (!waiting) return;
    if (!this.#slot) {
      const give = waiting.waiting;
      waiting.waiting = undefined;
      this.#slot = { holder: waiting, since: Date.now() };
      this.#buffer ??= Buffer.allocUnsafeSlow(this.largest);
      give?.(this.#buffer);
      return this.#turn();
    }
    const { holder, since } = this.#slot;
    const left = since + SLOT_MS - Date.now();
    if (left > 0 || !holder.evictable) {
      this.#timer = setTimeout(() => this.#turn(), Math.max(left, SLOT_MS / 10));
      this.#timer.unref();
      return;
    }
    this.#drop(holder);
    holder.evict();
  }

  #drop(holder: Holder): void {
    if (!this.#holders.delete(holder)) return;
    this.#used -= holder.small;
    if (holder.own) this.#own -= 1;
    holder.waiting?.(null);
    holder.waiting = undefined;
    if (this.#slot?.holder !== holder) return;
    this.#slot = null;
    this.#turn();
  }
}
