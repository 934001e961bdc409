/** A signal that fires when its parent does or when its time is over. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private over = false;

  constructor(
    private readonly parent: AbortSignal | null,
    ms: number,
  ) {
    if (parent?.aborted === true) this.controller.abort();
    parent?.addEventListener("abort", this.onParent, { once: true });
    this.timer = setTimeout(() => {
      this.over = !this.signal.aborted;
      this.controller.abort();
    }, ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether time ended it, not the parent. */
  get expired(): boolean {
    return this.over;
  }

  clear(): void {
    clearTimeout(this.timer);
    this.parent?.removeEventListener("abort", this.onParent);
  }

  private readonly onParent = () => this.controller.abort();
}
