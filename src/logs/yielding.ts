import { setImmediate } from "node:timers/promises";

/** Long work that yields to the event loop between pieces. */
export type Yielding<T> = Generator<void, T, void>;

/** Does the work at once. */
export function runAtOnce<T>(work: Yielding<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Does the work and lets everything else run between its pieces. */
export async function runYielding<T>(work: Yielding<T>): Promise<T> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    await setImmediate();
  }
}
