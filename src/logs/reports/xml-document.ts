import type { XmlFormat, XmlReader } from "./format.js";
import { invalid } from "./invalid.js";
import type { Tally } from "./report.js";
import { type Element, newElement } from "./xml.js";
import { XmlEvents } from "./xml-events.js";
import { XmlTrim } from "./xml-trim.js";

/** Characters of an element's text that are kept: more than any message shows. */
const MAX_TEXT = 32 * 1024;
/** Elements inside an element that is handed over whole. */
const MAX_CHILDREN = 10_000;

/** Reads one XML report, of the format that its root element says. */
export class XmlDocument {
  #reader: XmlReader | undefined;
  /** The element that is gathered, outermost first. */
  readonly #whole: Element[] = [];
  /** How deep below an element that says nothing. */
  #skipping = 0;
  #children = 0;
  readonly #trim = new XmlTrim();
  readonly #events: XmlEvents;

  constructor(
    private readonly formats: readonly XmlFormat[],
    private readonly tallyFor: (format: string) => Tally,
    private readonly strange: (warning: string) => void,
    line: number,
  ) {
    this.#events = new XmlEvents(
      {
        open: (name, attributes) => this.#opened(name, attributes),
        text: (piece) => this.#text(piece),
        close: (name) => this.#closed(name),
        strange: (reason, at) => this.strange(`line ${at}: ${reason.replace(/\.$/, "")}`),
      },
      line,
    );
  }

  /** Returns what stands behind the root element, once that has ended. */
  write(text: string): string | null {
    const rest = this.#events.write(this.#trim.write(text));
    return rest === null ? null : this.#done(rest + this.#trim.end());
  }

  end(): string {
    const rest = this.#events.write(this.#trim.end());
    if (rest !== null) return this.#done(rest);
    this.#events.end();
    return "";
  }

  #done(rest: string): string {
    this.#reader?.end();
    return rest;
  }

  #opened(name: string, attributes: Record<string, string>): boolean {
    if (this.#skipping > 0) {
      this.#skipping += 1;
      return false;
    }
    const reader = (this.#reader ??= this.#readerFor(name));
    if (reader.skipped.has(name)) {
      this.#skipping = 1;
      return false;
    }
    const outer = this.#whole.at(-1);
    if (!outer && !reader.whole.has(name)) {
      reader.open(name, attributes);
      return false;
    }
    if (!outer) this.#children = 0;
    const element = newElement(name, attributes);
    this.#children += 1;
    if (this.#children <= MAX_CHILDREN) outer?.children.push(element);
    this.#whole.push(element);
    return true;
  }

  #text(piece: string): void {
    const top = this.#whole.at(-1);
    if (this.#skipping > 0 || !top || top.text.length >= MAX_TEXT) return;
    top.text += piece.slice(0, MAX_TEXT);
  }

  #closed(name: string): void {
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      return;
    }
    const element = this.#whole.pop();
    if (!element) this.#reader?.close(name);
    else if (this.#whole.length === 0) this.#reader?.element(element);
  }

  #readerFor(root: string): XmlReader {
    const format = this.formats.find(({ roots }) => roots.includes(root));
    if (!format) throw invalid(`<${root}> is the root of no test report heal knows`);
    return format.read(this.tallyFor(format.name));
  }
}
