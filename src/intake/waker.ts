import { limits } from "../core/limits.js";
import { reasonOf } from "../core/errors.js";
import type { Queue } from "../queue/port.js";
import type { Log } from "./log.js";

/** The priority of events; what is lower is a person's command. */
const DEFAULT = 5;

interface Waiting {
  id: string;
  priority: number;
}

/**
 * Tells the queue about committed deliveries, behind the answer and at its own pace. A wake-up that is lost (the queue
 * refuses, the process dies) is found by the sweep.
 */
export class Waker {
  /** Commands of people do not stand behind a burst of pushes. */
  readonly #urgent: Waiting[] = [];
  readonly #others: Waiting[] = [];
  #running = false;

  constructor(
    private readonly queue: Pick<Queue, "wakeAll">,
    private readonly log: Log,
    private readonly at?: (point: string) => void,
  ) {}

  get waiting(): number {
    return this.#urgent.length + this.#others.length;
  }

  wake(id: string, priority: number): void {
    (priority < DEFAULT ? this.#urgent : this.#others).push({ id, priority });
    if (!this.#running) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) {
      try {
        await this.queue.wakeAll(
          batch.map(({ id, priority }) => ({ wake: { task: "delivery", id }, priority })),
        );
        this.at?.("woken");
      } catch (error) {
        this.log.warn(
          { deliveries: batch.map(({ id }) => id), reason: reasonOf(error) },
          "wake-ups lost; the sweep will find them",
        );
      }
    }
    this.#running = false;
  }

  /** As many as heal has workers: each goes on until nothing is due, so a burst needs no more. */
  #next(): Waiting[] {
    return [...this.#urgent.splice(0), ...this.#others.splice(0)].slice(0, limits.workers);
  }
}
