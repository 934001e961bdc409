import type { Tally } from "./report.js";
import type { Element } from "./xml.js";

export type Attributes = Readonly<Record<string, string>>;

/** Reads an XML format as its elements come; only small ones are handed over whole. */
export interface XmlReader {
  /** Elements that are handed over when they end, with all that is in them. */
  readonly whole: ReadonlySet<string>;
  /** Elements that say nothing about results, wherever they stand: neither they nor what is in them is kept. */
  readonly skipped: ReadonlySet<string>;
  open(name: string, attributes: Attributes): void;
  element(element: Element): void;
  close(name: string): void;
  /** The root has ended. */
  end(): void;
}

export interface XmlFormat {
  readonly name: string;
  /** What tells it: the name of its root element. */
  readonly roots: readonly string[];
  readonly read: (tally: Tally) => XmlReader;
}

/** Something of a JSON document: an item of one of the lists, or what the document is without its lists. */
export interface Found {
  /** The list's place, as `results.tests`; empty for a list that is the document. */
  readonly list: string;
  readonly value: unknown;
}

/** Reads a JSON document as the items of its lists come. */
export interface JsonReader {
  item(found: Found): void;
  /** The document has ended: all of it but the items. */
  end(rest: unknown): void;
}

export interface JsonFormat {
  readonly name: string;
  /** Lists whose items are handed over one by one; `*` is any key. */
  readonly lists: readonly string[];
  /** What tells it: an item that no other format has in such a list. */
  readonly isItem: (found: Found) => boolean;
  /** What tells it where all its lists are empty: the rest of the document. */
  readonly isRest: (rest: unknown) => boolean;
  readonly read: (tally: Tally) => JsonReader;
}

/** Reads a format whose every line stands for itself. */
export interface LineReader {
  line(line: string, number: number): void;
  end(): void;
}

export interface LineFormat {
  readonly name: string;
  /** What tells it: how a line of it begins (the first 4,096 characters at most are shown). */
  readonly begins: (line: string) => boolean;
  readonly read: (tally: Tally) => LineReader;
}
