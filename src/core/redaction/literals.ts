import { ALNUM, isOf } from "./chars.js";

/** A piece of text that a rule begins with. */
interface Literal<T> {
  readonly text: string;
  /** Case counts. */
  readonly exact: boolean;
  readonly value: T;
}

/** What a visitor answers: where to go on, or null to go on behind. */
type Visitor<T> = (value: T, start: number, end: number) => number | null;

/** Six bits a character: letters of either case 1 to 26, digits, then the marks that literals are made of. */
const MARKS = "+/-_.:=@~ \"'<>,;&%$\\|";
const OTHER = 62;
/** Codes from 1 to here are base64 in either alphabet. */
const LAST_BASE64 = 40;

const fold = new Uint8Array(256).fill(OTHER);
for (let c = 0; c < 26; c += 1) fold[65 + c] = fold[97 + c] = c + 1;
for (let c = 0; c < 10; c += 1) fold[48 + c] = 27 + c;
[...MARKS].forEach((mark, i) => (fold[mark.charCodeAt(0)] = 37 + i));
const codeOf = (code: number): number => (code < 256 ? (fold[code] as number) : OTHER);
const SPAN = 0x3ffff;
const NONE: readonly never[] = [];
const START = (OTHER << 6) | OTHER;

/** The commoner a character is in text, the more. */
const COMMON = " etaoinsrhldcumfpgwybvkxjqz";
const commonness = (c: string): number => {
  const rank = COMMON.indexOf(c.toLowerCase());
  return rank >= 0 ? 30 - rank : c === "." || c === "/" || c === ":" ? 12 : /\d/.test(c) ? 9 : 4;
};

interface Entry<T> extends Literal<T> {
  /** Where its rarest three characters end in it. */
  readonly last: number;
}

/** How long a run of base64 must be to be worth a look. */
const RUN = 24;

/**
 * Hundreds of literals in one pass: a table of all three-character pieces says where one may stand, and each literal is
 * entered by its rarest piece. Linear, without an allocation where there is nothing.
 */
export class Literals<T> {
  readonly #places: Uint16Array;
  /** A bit a place: 32 kB, which a processor keeps at hand. */
  readonly #bits: Uint32Array;
  readonly #buckets: Entry<T>[][];
  /** What was added to those of a base, which has none of it. */
  readonly #added: Map<number, Entry<T>[]> | null;

  constructor(literals: readonly Literal<T>[], base?: Literals<T>) {
    this.#places = base ? base.#places : new Uint16Array(SPAN + 1);
    this.#bits = base ? base.#bits.slice() : new Uint32Array((SPAN + 1) >> 5);
    this.#buckets = base ? base.#buckets : [[]];
    this.#added = base ? new Map() : null;
    for (const literal of literals)
      if (literal.text.length < 2) throw new Error("a literal that stands everywhere");
      else if (literal.text.length === 2) this.#enterShort(literal);
      else this.#enter(literal, rarest(literal.text));
  }

  /** One more, where there is a base: at most some hundred, of three characters at least. */
  add(literal: Literal<T>): void {
    this.#enter(literal, rarest(literal.text));
  }

  /**
   * Calls `visit` for every literal between `from` and `to`, and `run` where long base64 begins. `codes` are the low bytes
   * of the text's characters: a loop over bytes takes a third of the time of one over a string.
   */
  scan(
    codes: Uint8Array,
    text: string,
    from: number,
    to: number,
    visit: Visitor<T>,
    run: (start: number) => number | null,
  ): void {
    const bits = this.#bits;
    let hash = START;
    let length = 0;
    for (let i = from; i < to; i += 1) {
      const c = fold[codes[i] as number] as number;
      hash = ((hash << 6) | c) & SPAN;
      length = c <= LAST_BASE64 ? length + 1 : 0;
      if ((((bits[hash >> 5] as number) >>> (hash & 31)) & 1) === 0 && length !== RUN) continue;
      const place = this.#places[hash] as number;
      let next: number | null = null;
      if (place !== 0) next = this.#verify(text, i, from, this.#buckets[place] as Entry<T>[], visit);
      if (this.#added) next = this.#verify(text, i, from, this.#added.get(hash) ?? NONE, visit) ?? next;
      if (length === RUN && next === null) next = run(i - RUN + 1);
      if (next !== null && next > i) {
        i = next - 1;
        hash = START;
        length = 0;
      }
    }
  }

  #verify(
    text: string,
    at: number,
    from: number,
    bucket: readonly Entry<T>[],
    visit: Visitor<T>,
  ): number | null {
    let far: number | null = null;
    for (const entry of bucket) {
      const start = at - entry.last;
      if (start < from || !stands(text, start, entry)) continue;
      const next = visit(entry.value, start, start + entry.text.length);
      if (next !== null && (far === null || next > far)) far = next;
    }
    return far;
  }

  #enter(literal: Literal<T>, last: number): void {
    const hash = [last - 2, last - 1, last].reduce(
      (sum, i) => (sum << 6) | codeOf(literal.text.charCodeAt(i)),
      0,
    );
    this.#put(hash, { ...literal, last });
  }

  /** Two characters stand at the start of a word: behind anything that is no letter or digit. */
  #enterShort(literal: Literal<T>): void {
    const [a, b] = [codeOf(literal.text.charCodeAt(0)), codeOf(literal.text.charCodeAt(1))];
    for (let before = 0; before < 64; before += 1)
      if (before > 36) this.#put((before << 12) | (a << 6) | b, { ...literal, last: 1 });
  }

  #put(hash: number, entry: Entry<T>): void {
    const word = hash >> 5;
    this.#bits[word] = ((this.#bits[word] as number) | (1 << (hash & 31))) >>> 0;
    if (this.#added) {
      this.#added.set(hash, [...(this.#added.get(hash) ?? []), entry]);
      return;
    }
    if (this.#places[hash] === 0) this.#places[hash] = this.#buckets.push([]) - 1;
    this.#buckets[this.#places[hash] as number]?.push(entry);
  }
}

function rarest(text: string): number {
  let [best, least] = [2, Infinity];
  for (let last = 2; last < text.length; last += 1) {
    const sum = [...text.slice(last - 2, last + 1)].reduce((all, c) => all + commonness(c), 0);
    if (sum < least) [best, least] = [last, sum];
  }
  return best;
}

function stands(text: string, start: number, { text: literal, exact }: Literal<unknown>): boolean {
  for (let k = 0; k < literal.length; k += 1) {
    const code = text.charCodeAt(start + k);
    const want = literal.charCodeAt(k);
    if (code === want) continue;
    if (exact || codeOf(code) !== codeOf(want) || !isOf(want, ALNUM)) return false;
  }
  return true;
}

/** The low bytes of a text's characters. Not for long: the next call of the same depth uses the same memory. */
export function codesOf(text: string, depth = 0): Uint8Array {
  if (text.length > SCRATCH) return Buffer.from(text, "latin1");
  const scratch = (scratches[depth] ??= Buffer.allocUnsafeSlow(SCRATCH));
  scratch.write(text, 0, "latin1");
  return scratch;
}
const SCRATCH = 16 * 1024;
const scratches: Buffer[] = [];
