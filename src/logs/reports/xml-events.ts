import { SaxesParser } from "saxes";
import { invalid } from "./invalid.js";

/** Told of a document's elements as they come; names are local ones. */
export interface XmlListener {
  /** Returns whether the text of this element is wanted, up to its first child or its end. */
  open(name: string, attributes: Record<string, string>): boolean;
  text(piece: string): void;
  close(name: string): void;
  /** What is not XML and can be read all the same. Throw to refuse it. */
  strange(reason: string, line: number, column: number): void;
}

/** Elements inside elements: suites of generated specifications go some hundred deep. A level costs its attributes. */
const MAX_DEPTH = 1_000;
/** Characters of the names and attributes of all elements that are open. */
const MAX_OPEN = 8 * 1024 * 1024;
/** The parser is fed in pieces of this size, so that little is read twice where a root ends. */
const PIECE = 64 * 1024;

/** Complaints of the parser that leave the document's elements as they are. */
const HARMLESS =
  /^(?:disallowed character\.|undefined entity|malformed (?:character entity|comment)|the string "\]\]>"|text data outside|.*XML declaration|encoding|version|standalone|must not specify)/i;

/** Control characters, such as those of coloured output, which XML forbids; each has a stand-in while the parser looks at it. */
const CONTROL = /[^\t\n\r\P{Cc}]/gu;
const STAND_IN = 0xe000;
const STAND_INS = /[\ue000-\ue09f]/g;

/** One document of XML as it comes, read by saxes. */
export class XmlEvents {
  readonly #parser = new SaxesParser();
  readonly #open: string[] = [];
  /** For each open element whether its text is wanted. */
  readonly #wants: boolean[] = [];
  /** For each open element the characters of its name and attributes, and their sum. */
  readonly #sizes: number[] = [];
  #held = 0;
  #listens = false;
  /** Where the root ended, counted from the beginning. */
  #endsAt = -1;
  #written = 0;
  /** Whether such characters were met; until then there is nothing to put back. */
  #isStrange = false;

  constructor(
    private readonly listener: XmlListener,
    private readonly line = 1,
  ) {
    const parser = this.#parser;
    parser.on("opentag", ({ name, attributes }) => this.#begin(name, attributes));
    parser.on("closetag", () => this.#close());
    parser.on("cdata", (text) => {
      if (this.#listens && this.#endsAt < 0) this.#tell(text);
    });
    parser.on("doctype", (text) => this.#doctype(text));
    parser.on("error", (error) => this.#complaint(error.message));
  }

  /** Returns what stands behind the root element, once that has ended. */
  write(text: string): string | null {
    for (let from = 0; from < text.length; from += PIECE) {
      const piece = text.slice(from, from + PIECE);
      this.#parser.write(this.#allowed(piece));
      if (this.#endsAt >= 0) return text.slice(from + this.#endsAt - this.#written);
      this.#written += piece.length;
    }
    return null;
  }

  /** The elements that are open, outermost first. */
  get open(): readonly string[] {
    return this.#open;
  }

  /** Refuses a document whose root has not ended. */
  end(): void {
    const { line, column } = this.#parser;
    if (this.#endsAt < 0)
      throw this.#invalid(
        this.#open.length === 0
          ? "no element"
          : `the file ends inside <${this.#open.slice(-10).join("> <")}>`,
        line,
        column,
      );
  }

  #begin(said: string, attributes: Record<string, string>): void {
    if (this.#endsAt >= 0) return;
    const name = said.includes(":") ? said.slice(said.indexOf(":") + 1) : said;
    this.#open.push(name);
    const { line, column } = this.#parser;
    if (this.#open.length > MAX_DEPTH) throw this.#invalid(`nested deeper than ${MAX_DEPTH}`, line, column);
    let size = name.length;
    for (const key in attributes) size += key.length + (attributes[key]?.length ?? 0);
    this.#sizes.push(size);
    this.#held += size;
    if (this.#held > MAX_OPEN)
      throw this.#invalid(`the open elements are larger than ${MAX_OPEN} characters`, line, column);
    if (this.#isStrange) for (const key in attributes) attributes[key] = decoded(attributes[key] ?? "");
    this.#wants.push(this.listener.open(name, attributes));
    this.#listen();
  }

  /** A parser without a listener for text keeps none. */
  #listen(): void {
    const wants = this.#wants.at(-1) ?? false;
    if (wants === this.#listens) return;
    this.#listens = wants;
    if (wants) this.#parser.on("text", (text) => this.#tell(text));
    else this.#parser.off("text");
  }

  #tell(text: string): void {
    this.listener.text(this.#isStrange ? decoded(text) : text);
  }

  #close(): void {
    if (this.#endsAt >= 0) return;
    const name = this.#open.pop() ?? "";
    this.#wants.pop();
    this.#held -= this.#sizes.pop() ?? 0;
    this.#listen();
    this.listener.close(name);
    if (this.#open.length === 0) this.#endsAt = this.#parser.position;
  }

  #doctype(text: string): void {
    if (/<!ENTITY[^<>&]*&[\w#]/i.test(text) || /<!ENTITY\s+%/i.test(text))
      throw this.#invalid("entities made of entities are refused", this.#parser.line, this.#parser.column);
  }

  #complaint(message: string): void {
    const reason = message.replace(/^\d{1,9}:\d{1,9}: /, "");
    // A closing tag of another name closes all, the root too; what follows would be lost.
    const closesAll = this.#parser.position === this.#endsAt && reason.startsWith("unexpected close tag");
    if (this.#endsAt >= 0 && !closesAll) return;
    const { line, column } = this.#parser;
    if (!HARMLESS.test(reason)) throw this.#invalid(reason, line, column);
    this.#isStrange = true;
    this.listener.strange(reason, line + this.line - 1, column + 1);
  }

  #allowed(piece: string): string {
    const at = piece.search(CONTROL);
    if (at < 0) return piece;
    this.#isStrange = true;
    this.listener.strange(
      "control characters, which XML does not allow",
      this.#parser.line + this.line - 1,
      1,
    );
    return piece.replace(CONTROL, (letter) => String.fromCharCode(STAND_IN + letter.charCodeAt(0)));
  }

  #invalid(reason: string, line: number, column: number): ReturnType<typeof invalid> {
    return invalid(reason, line + this.line - 1, column + 1);
  }
}

/** The characters themselves, for their stand-ins and for references to characters that XML forbids. */
function decoded(text: string): string {
  const plain = text.replace(STAND_INS, (letter) => String.fromCharCode(letter.charCodeAt(0) - STAND_IN));
  if (!plain.includes("&#")) return plain;
  return plain.replace(/&#(?:(\d{1,7})|x([0-9a-f]{1,6}));/gi, (_, decimal?: string, hex?: string) => {
    const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
    return code > 0 && code < 0xd800 ? String.fromCharCode(code) : "\ufffd";
  });
}
