import type { JsonFormat, JsonReader } from "./format.js";
import { JsonItems } from "./json-items.js";
import type { Tally } from "./report.js";

/** Reads one JSON document that may be a report: its first item, or the rest of it where it has none, tells the format. */
export class JsonDocument {
  readonly #items: JsonItems;
  #reader: JsonReader | undefined;

  constructor(
    private readonly formats: readonly JsonFormat[],
    private readonly tallyFor: (format: string) => Tally,
    line: number,
  ) {
    this.#items = new JsonItems(
      (path) => formats.some(({ lists }) => lists.some((list) => isIn(list, path))),
      (list, value) => {
        const format = this.#reader ? undefined : formats.find((known) => known.isItem({ list, value }));
        if (format) this.#reader = format.read(this.tallyFor(format.name));
        this.#reader?.item({ list, value });
      },
      line,
    );
  }

  /** Returns what stands behind the document, once that has ended. */
  write(text: string): string | null {
    return this.#items.write(text);
  }

  /** Whether it was a report. Throws where it is no JSON. */
  end(): boolean {
    const rest = this.#items.end();
    if (!this.#reader) {
      const format = this.formats.find((known) => known.isRest(rest));
      if (format) this.#reader = format.read(this.tallyFor(format.name));
    }
    this.#reader?.end(rest);
    return this.#reader !== undefined;
  }
}

/** `result.*` is `result.` and any key. */
const isIn = (list: string, path: string): boolean =>
  list.endsWith(".*") ? path.startsWith(list.slice(0, -1)) && !path.endsWith("[]") : list === path;
