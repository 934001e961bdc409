import { setTimeout as sleep } from "node:timers/promises";

/** So many deliveries wait for their commit when senders come faster than they are answered; at a quiet pace it is one or two. */
const HIGH = 8;
const LOOK_MS = 20;
/** Work goes on at this pace at least, whatever comes in. */
const LONGEST_MS = 500;

/** How many deliveries wait to be acknowledged, told by one thread to another: acknowledging goes before working. */
export interface Pressure {
  /** Handed to the other thread. */
  readonly memory: SharedArrayBuffer;
  /** Counts as long as the work takes: as one delivery, or, where it takes a processor, as so many that others give way. */
  during<T>(work: () => Promise<T>, isHeavy?: boolean): Promise<T>;
  /** Resolves when few wait, at the latest after half a second. */
  ease(): Promise<void>;
}

export function createPressure(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)): Pressure {
  const waiting = new Int32Array(memory);
  return {
    memory,
    async during(work, isHeavy = false) {
      const weight = isHeavy ? HIGH + 1 : 1;
      Atomics.add(waiting, 0, weight);
      try {
        return await work();
      } finally {
        Atomics.sub(waiting, 0, weight);
      }
    },
    async ease() {
      for (let waited = 0; waited < LONGEST_MS && Atomics.load(waiting, 0) > HIGH; waited += LOOK_MS)
        await sleep(LOOK_MS);
    },
  };
}
