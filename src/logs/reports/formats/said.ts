/** Characters kept of the beginning of what a test or a tool printed, and of its end, where a panic stands. */
const KEPT = 2_000;

/** What was printed: its beginning and its end. */
export class Said {
  #head = "";
  #tail = "";
  /** A build that failed, and whether a test already tells of it. */
  isFailed = false;
  isTold = false;

  add(text: string): void {
    if (this.#head.length < KEPT) this.#head += text.slice(0, KEPT);
    else this.#tail = (this.#tail + text).slice(-KEPT);
  }

  get text(): string {
    return this.#tail.length < KEPT ? this.#head + this.#tail : `${this.#head}\n…\n${this.#tail}`;
  }
}
