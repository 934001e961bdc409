import { limits } from "../core/limits.js";
import { reasonOf } from "../core/errors.js";
import type { Queue } from "../queue/port.js";
import type { Log } from "./log.js";

/** The priority of events; what is lower is a person's command. */
const DEFAULT = 5;

/** A wake-up costs as much as storing a delivery: what comes within this time is woken together. The first is woken at once. */
const TOGETHER_MS = 25;
/** A worker takes several at a time. */
const PER_WORKER = 4;

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
  #hurry = (): void => undefined;

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
    if (priority < DEFAULT) this.#hurry();
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
      if (this.#urgent.length === 0) await this.#pause();
    }
    this.#running = false;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TOGETHER_MS);
      this.#hurry = () => (clearTimeout(timer), resolve());
    });
  }

  /** At most as many as heal has workers: each goes on until nothing is due, so a burst needs no more. */
  #next(): Waiting[] {
    const urgent = this.#urgent.splice(0);
    const others = this.#others.splice(0);
    const enough = Math.ceil(others.length / PER_WORKER);
    return [...urgent, ...others.slice(0, enough)].slice(0, limits.workers);
  }
}
