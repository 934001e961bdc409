import { setImmediate } from "node:timers/promises";

/** Long work in short pieces: it yields where the event loop may have its turn. */
export type Paced<T> = Generator<void, T, void>;

/** Does the work at once. */
export function atOnce<T>(work: Paced<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Does the work and lets everything else run between its pieces. */
export async function inTurns<T>(work: Paced<T>): Promise<T> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    await setImmediate();
  }
}
