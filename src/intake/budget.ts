/** What one request's body holds of the shared budget. */
export interface Lease {
  /** Asks for `bytes` in total. False: the caller must give up; what it held is free again. */
  grow(bytes: number): boolean;
  release(): void;
}

/**
 * Memory that bodies of senders who have not proven themselves share. When it is used up, the body that has been on
 * its way longest gives way: honest senders take milliseconds, so it is the stalled one that loses.
 */
export class Budget {
  #used = 0;
  /** In the order in which the requests began. */
  readonly #leases = new Map<symbol, { bytes: number; evict: () => void }>();

  constructor(readonly limit: number) {}

  get used(): number {
    return this.#used;
  }

  /** `evict` is called at most once, when the request must give way. */
  open(evict: () => void): Lease {
    const id = Symbol("lease");
    this.#leases.set(id, { bytes: 0, evict });
    return {
      grow: (bytes) => this.#grow(id, bytes),
      release: () => this.#drop(id),
    };
  }

  #grow(id: symbol, bytes: number): boolean {
    const own = this.#leases.get(id);
    if (!own) return false;
    for (const [other, lease] of this.#leases) {
      if (this.#used + bytes - own.bytes <= this.limit) break;
      this.#drop(other);
      if (other === id) return false;
      lease.evict();
    }
    this.#used += bytes - own.bytes;
    own.bytes = bytes;
    return true;
  }

  #drop(id: symbol): void {
    this.#used -= this.#leases.get(id)?.bytes ?? 0;
    this.#leases.delete(id);
  }
}
