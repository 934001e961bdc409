import { createHash } from "node:crypto";
import { plain } from "../../core/text.js";
import { learnHeader } from "./header.js";
import type { Cut } from "./header.js";
import { mergeShapes } from "./merge.js";
import { Scanner } from "./scan.js";

export { learnHeader } from "./header.js";
export type { Cut } from "./header.js";

/** A kind of message: `id` depends on its text alone, so it is the same in every log. */
export interface Template {
  id: string;
  /** Variable parts are `<*>`. */
  text: string;
}

/** Characters of a line that are looked at; what follows does not tell messages apart. */
const MAX_LINE = 4_096;
/** Different shapes kept; later ones are put together by their first words, so that memory stays bounded. */
const MAX_SHAPES = 20_000;
const COARSE_SHAPES = 1_000;
/** Lines from which headers are learnt. */
export const SAMPLE_LINES = 2_000;

/**
 * Groups a log's messages by template, line by line, in memory bounded by the number of templates. Two steps: `add`
 * masks what is variable by its form (numbers, addresses, paths, values after `=`) and gives the shape's number;
 * `templates` joins shapes that differ only where values stand. Both are after Drain (He et al., ICWS 2017) and IPLoM
 * (Makanju et al., KDD 2009); one configuration for every system.
 */
export class TemplateMiner {
  readonly #scanner = new Scanner();
  readonly #byHash = new Map<number, number>();
  readonly #coarse = new Map<string, number>();
  readonly #shapes: string[][] = [];
  readonly #words = new Map<string, string>();

  constructor(private readonly cut: Cut = () => 0) {}

  /** The number of the line's shape: an index into `templates()`. */
  add(line: string): number {
    let text = line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line;
    if (text.includes("\u001b")) text = plain(text);
    const scanner = this.#scanner;
    scanner.scan(text, this.cut(text));
    // 53 bits of the two lanes: what a number holds exactly.
    const key = scanner.high * 0x200000 + (scanner.low >>> 11);
    const known = this.#byHash.get(key);
    if (known !== undefined) return known;
    if (this.#shapes.length >= MAX_SHAPES) return this.#addCoarse(scanner.tokens());
    const shape = this.#shapes.length;
    this.#shapes.push(scanner.tokens().map((word) => this.#own(word)));
    this.#byHash.set(key, shape);
    return shape;
  }

  /** The template of every shape so far, by its number. */
  templates(): Template[] {
    const templates: Template[] = [];
    for (const { tokens, members } of mergeShapes(this.#shapes)) {
      const text = tokens.join("");
      const template = { id: createHash("sha256").update(text).digest("hex").slice(0, 12), text };
      for (const shape of members) templates[shape] = template;
    }
    return templates;
  }

  #addCoarse(tokens: string[]): number {
    const key = this.#coarse.size < COARSE_SHAPES ? (tokens[0] ?? "") : "";
    const known = this.#coarse.get(key);
    if (known !== undefined) return known;
    const shape = this.#shapes.length;
    this.#shapes.push([this.#own(key), ` <*>`]);
    this.#coarse.set(key, shape);
    return shape;
  }

  /** One copy of a word: a slice would keep the whole line, or the file it came from, in memory. */
  #own(word: string): string {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const copy = Buffer.from(word, "utf16le").toString("utf16le");
    this.#words.set(copy, copy);
    return copy;
  }
}

/** The template of each line of a log that is in memory; headers are learnt from its first lines. */
export function templatesOf(lines: readonly string[]): Template[] {
  const miner = new TemplateMiner(learnHeader(lines.slice(0, SAMPLE_LINES)));
  const shapes = lines.map((line) => miner.add(line));
  const templates = miner.templates();
  return shapes.map((shape) => templates[shape]!);
}
