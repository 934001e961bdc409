/** Workers that go from one claim to the next before a wake-up waits for one of them; a second reads while the first writes. */
const ENOUGH = 2;
/** Busy with something long, none of them may come to its next claim soon. */
const PATIENCE_MS = 100;

/**
 * Claims of a process that follow each other. A wake-up that comes meanwhile needs no worker of its own: the next claim finds what it
 * was for, and a claim that finds nothing costs as much as a delivery.
 */
export class Rounds {
  #running = 0;
  #waiting: (() => void)[] = [];

  /** A claim begins after this call, soon; else false: the caller goes on itself. */
  async isCovered(): Promise<boolean> {
    if (this.#running < ENOUGH) return false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      this.#waiting.push(() => (clearTimeout(timer), resolve(true)));
    });
  }

  /** To be called right before a claim. */
  claiming(): void {
    for (const covered of this.#waiting.splice(0)) covered();
  }

  async during(work: () => Promise<void>): Promise<void> {
    this.#running += 1;
    try {
      await work();
    } finally {
      this.#running -= 1;
    }
  }
}
