import type { Found, JsonFormat, JsonReader } from "./format.js";
import { JsonItems } from "./json-items.js";
import type { Tally } from "./report.js";

const MAX_WAITING = 1_000;

/** Reads one JSON document that may be a report: its first item, or the rest of it where it has none, tells the format. */
export class JsonDocument {
  readonly #items: JsonItems;
  #reader: JsonReader | undefined;
  /** Items that came before the one that tells the format. */
  readonly #waiting: Found[] = [];

  constructor(
    private readonly formats: readonly JsonFormat[],
    private readonly tallyFor: (format: string) => Tally,
    line: number,
  ) {
    this.#items = new JsonItems(
      (path) => formats.some(({ lists }) => lists.some((list) => isIn(list, path))),
      (list, value) => this.#item({ list, value }),
      line,
    );
  }

  #item(found: Found): void {
    if (!this.#reader) {
      const format = this.formats.find(({ isItem }) => isItem(found));
      if (format) this.#know(format);
    }
    if (this.#reader) this.#reader.item(found);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(found);
  }

  #know(format: JsonFormat): void {
    this.#reader = format.read(this.tallyFor(format.name));
    for (const found of this.#waiting.splice(0)) this.#reader.item(found);
  }

  /** Returns what stands behind the document, once that has ended. */
  write(text: string): string | null {
    return this.#items.write(text);
  }

  /** Whether it was a report. Throws where it is no JSON. */
  end(): boolean {
    const rest = this.#items.end();
    if (!this.#reader) {
      const format = this.formats.find(({ isRest }) => isRest(rest));
      if (format) this.#know(format);
    }
    this.#reader?.end(rest);
    return this.#reader !== undefined;
  }
}

/** `result.*` is `result.` and any key. */
const isIn = (list: string, path: string): boolean =>
  list.endsWith(".*") ? path.startsWith(list.slice(0, -1)) && !path.endsWith("[]") : list === path;
