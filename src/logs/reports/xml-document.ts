import type { XmlFormat, XmlReader } from "./format.js";
import { HealError } from "../../core/errors.js";
import { invalid } from "./invalid.js";
import type { Tally } from "./report.js";
import { type Element, newElement } from "./xml.js";
import { XmlAmpersands } from "./xml-ampersands.js";
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
  #tally: Tally | undefined;
  /** What follows is no XML any more. */
  #isBroken = false;
  readonly #trim = new XmlTrim();
  readonly #ampersands = new XmlAmpersands(() => this.strange("a lone `&` or `<`, which XML does not allow"));
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
    if (this.#isBroken) return null;
    const rest = this.#tolerant(() => this.#events.write(this.#ampersands.write(this.#trim.write(text))));
    return rest === null ? null : this.#done(rest + this.#end());
  }

  end(): string {
    if (this.#isBroken) return "";
    const rest = this.#tolerant(() => this.#events.write(this.#end()));
    if (rest !== null) return this.#done(rest);
    if (!this.#isBroken)
      this.#tolerant(() => {
        this.#events.end();
        return null;
      });
    return "";
  }

  #end(): string {
    return this.#ampersands.write(this.#trim.end()) + this.#ampersands.end();
  }

  /** What stands before the place where a file is no XML any more is read; where that is no test, the file is refused. */
  #tolerant(read: () => string | null): string | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof HealError) || !this.#tally || this.#tally.report.tests === 0) throw error;
      const { line } = error.at;
      this.#break(line === undefined ? error.message : `line ${line}: ${error.message}`, this.#tally);
      return null;
    }
  }

  /** The file broke off: never green, whatever its tests say. */
  #break(reason: string, tally: Tally): void {
    this.#isBroken = true;
    tally.warn(`only what stands before is read: ${reason}`);
    const [outer] = this.#whole;
    const attributes = outer?.attributes ?? {};
    tally.add("errors", () => ({
      suite: attributes.classname ?? "",
      name: attributes.name || attributes.testName || "report",
      message: [
        reason,
        ...this.#whole.flatMap(({ attributes: { message = "" }, text }) => [message, text.trim()]),
      ]
        .filter((said) => said !== "")
        .join("\n"),
    }));
    // Heads are held against their tests when their element closes.
    const { open } = this.#events;
    for (const name of open.slice(0, open.length - this.#whole.length - this.#skipping).reverse())
      this.#reader?.close(name);
    this.#reader?.end();
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
    this.#tally = this.tallyFor(format.name);
    return format.read(this.#tally);
  }
}
