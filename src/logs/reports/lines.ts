import { plain } from "../../core/text.js";

/** Characters kept of a line: a longer one is no event, and what it begins like is all that can be said of it. */
const MAX_LINE = 16 * 1024 * 1024;

/** What GitHub writes before each line of a log. */
const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{1,9}Z /;

/** A line without what others put around it: a time stamp, colours, the `\r` before the newline. */
export function bare(line: string): string {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  const coloured = text.includes("\u001b") ? plain(text) : text;
  return STAMP.test(coloured) ? coloured.replace(STAMP, "") : coloured;
}

/** Cuts text into bare lines as it comes. */
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
    this.each(bare(line), this.#number);
    this.#number += 1;
  }
}
