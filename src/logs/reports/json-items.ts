import { invalid } from "./invalid.js";

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Lists and objects inside each other; V8 parses far deeper ones, but no report has them. */
const MAX_DEPTH = 500;
/** One item, and the document without its items: what is larger is data, and no report. */
const MAX_PART = 64 * 1024 * 1024;
const MAX_REST = 16 * 1024 * 1024;

/** What of a string is neither its end nor an escape. */
const PLAIN = /[^"\\]*/y;

interface Container {
  readonly path: string;
  readonly isList: boolean;
  key: string;
}

/**
 * Takes a JSON document apart as it comes: the items of the wanted lists are handed over one by one, and what remains is the
 * document with these lists empty. Only brackets, strings and commas are looked at here; `JSON.parse` judges the parts.
 */
export class JsonItems {
  readonly #open: Container[] = [];
  /** How deep the document is below the list whose item is being read; -1 outside of the wanted lists. */
  #depth = -1;
  #inString = false;
  #escaped = false;
  /** Whether something of the item was seen yet. */
  #hasItem = false;
  #part = "";
  #rest = "";
  #key = "";
  #isDone = false;

  constructor(
    private readonly isWanted: (path: string) => boolean,
    private readonly item: (path: string, value: unknown) => void,
    private line: number,
  ) {}

  /** Returns what stands behind the document, once that has ended. */
  write(text: string): string | null {
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
      if (this.#inString) {
        i = this.#string(text, i);
        continue;
      }
      const code = text.charCodeAt(i);
      if (code === NEWLINE) this.line += 1;
      if (code <= 0x20) continue;
      if (this.#depth >= 0) {
        if (this.#inItem(code)) continue;
        this.#hand(text.slice(from, i));
        from = i + (code === COMMA ? 1 : 0);
        if (code === COMMA) continue;
        this.#depth = -1;
      }
      const opensWanted = this.#structure(code, text, i);
      if (opensWanted) {
        this.#keep(text.slice(from, i + 1));
        from = i + 1;
      }
      if (this.#isDone) {
        this.#keep(text.slice(from, i + 1));
        return text.slice(i + 1);
      }
    }
    if (this.#depth >= 0) this.#part = this.#bounded(this.#part + text.slice(from), MAX_PART);
    else this.#keep(text.slice(from));
    return null;
  }

  /** The document without its items. */
  end(): unknown {
    if (!this.#isDone) throw this.#invalid("the file ends inside of its JSON");
    return this.#parse(this.#rest);
  }

  /** Goes on in a string; the index of its closing quote, or the end of the piece. */
  #string(text: string, start: number): number {
    let i = start;
    while (i < text.length) {
      if (this.#escaped) {
        this.#escaped = false;
        i += 1;
        continue;
      }
      PLAIN.lastIndex = i;
      PLAIN.test(text);
      const end = PLAIN.lastIndex;
      if (this.#depth < 0) this.#key += text.slice(i, end);
      if (text.charCodeAt(end) === QUOTE) {
        this.#inString = false;
        return end;
      }
      this.#escaped = text.charCodeAt(end) === BACKSLASH;
      i = end + 1;
    }
    return i;
  }

  /** Whether the character belongs to the item that is being read, and does not end it. */
  #inItem(code: number): boolean {
    if (this.#depth === 0 && (code === COMMA || code === CLOSE_LIST)) return false;
    this.#hasItem = true;
    if (code === QUOTE) this.#inString = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      this.#depth += 1;
      if (this.#depth > MAX_DEPTH) throw this.#invalid(`nested deeper than ${MAX_DEPTH}`);
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) this.#depth -= 1;
    return true;
  }

  #hand(piece: string): void {
    if (this.#hasItem) this.item(this.#open.at(-1)?.path ?? "", this.#parse(this.#part + piece));
    this.#hasItem = false;
    this.#part = "";
  }

  /** Outside of items. Returns whether a wanted list begins here. */
  #structure(code: number, text: string, at: number): boolean {
    const top = this.#open.at(-1);
    if (code === QUOTE) {
      this.#inString = true;
      this.#key = "";
    } else if (code === COLON) {
      if (top) top.key = this.#key;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      const path = top === undefined ? "" : top.isList ? `${top.path}[]` : joined(top.path, top.key);
      this.#open.push({ path, isList: code === OPEN_LIST, key: "" });
      if (this.#open.length > MAX_DEPTH) throw this.#invalid(`nested deeper than ${MAX_DEPTH}`);
      if (code === OPEN_LIST && this.isWanted(path)) {
        this.#depth = 0;
        return true;
      }
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      if (top?.isList !== (code === CLOSE_LIST)) throw this.#invalid(`"${text.charAt(at)}" closes nothing`);
      this.#open.pop();
      this.#isDone = this.#open.length === 0;
    }
    return false;
  }

  #keep(piece: string): void {
    this.#rest = this.#bounded(this.#rest + piece, MAX_REST);
  }

  #bounded(part: string, max: number): string {
    if (part.length > max) throw this.#invalid(`a part of the JSON is larger than ${max} characters`);
    return part;
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.#invalid(error instanceof Error ? error.message : String(error));
    }
  }

  #invalid(reason: string): ReturnType<typeof invalid> {
    return invalid(reason, this.line);
  }
}

const joined = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);
