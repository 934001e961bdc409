import { reasonOf } from "../core/errors.js";
import type { Queue } from "../queue/port.js";
import type { Log } from "./log.js";

/** Wake-ups under way at once: each is a statement of its own, and the inserts of a burst go first. */
const AT_ONCE = 2;

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
  #running = 0;

  constructor(
    private readonly queue: Pick<Queue, "wake">,
    private readonly log: Log,
    private readonly at?: (point: string) => void,
  ) {}

  get waiting(): number {
    return this.#urgent.length + this.#others.length;
  }

  wake(id: string, priority: number): void {
    (priority < DEFAULT ? this.#urgent : this.#others).push({ id, priority });
    if (this.#running >= AT_ONCE) return;
    this.#running += 1;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    for (let next = this.#next(); next; next = this.#next()) {
      try {
        await this.queue.wake({ task: "delivery", id: next.id }, { priority: next.priority });
        this.at?.("woken");
      } catch (error) {
        this.log.warn({ delivery: next.id, reason: reasonOf(error) }, "wake-up lost; the sweep will find it");
      }
    }
    this.#running -= 1;
  }

  #next(): Waiting | undefined {
    return this.#urgent.shift() ?? this.#others.shift();
  }
}
