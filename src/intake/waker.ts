import { reasonOf } from "../core/errors.js";
import type { Queue } from "../queue/port.js";
import type { Log } from "./log.js";

/** Wake-ups under way at once: each is a statement of its own, and the inserts of a burst go first. */
const AT_ONCE = 2;

/**
 * Tells the queue about committed deliveries, behind the answer and at its own pace. A wake-up that is lost (the queue
 * refuses, the process dies) is found by the sweep.
 */
export class Waker {
  readonly #waiting: { id: string; priority: number }[] = [];
  #running = 0;

  constructor(
    private readonly queue: Pick<Queue, "wake">,
    private readonly log: Log,
  ) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  wake(id: string, priority: number): void {
    this.#waiting.push({ id, priority });
    while (this.#running < AT_ONCE && this.#waiting.length > this.#running) {
      this.#running += 1;
      void this.#drain();
    }
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.queue.wake({ task: "delivery", id: next.id }, { priority: next.priority });
      } catch (error) {
        this.log.warn({ delivery: next.id, reason: reasonOf(error) }, "wake-up lost; the sweep will find it");
      }
    }
    this.#running -= 1;
  }
}
