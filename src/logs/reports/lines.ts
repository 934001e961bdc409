/** Characters kept of a line: a longer one is no event, and what it begins like is all that can be said of it. */
const MAX_LINE = 16 * 1024 * 1024;

/** Cuts text into lines as it comes; a `\r` before the newline is none of the line's. */
export class Lines {
  #rest = "";
  #number: number;

  constructor(
    private readonly each: (line: string, number: number) => void,
    first: number,
  ) {
    this.#number = first;
  }

  write(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.#give(this.#rest + text.slice(from, end));
      this.#rest = "";
      from = end + 1;
    }
    if (this.#rest.length < MAX_LINE) this.#rest += text.slice(from);
  }

  end(): void {
    if (this.#rest !== "") this.#give(this.#rest);
    this.#rest = "";
  }

  #give(line: string): void {
    this.each(line.endsWith("\r") ? line.slice(0, -1) : line, this.#number);
    this.#number += 1;
  }
}
