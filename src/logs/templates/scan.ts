import { DELIMITER, DIGIT, LETTER, SPACE, classOf, isHexPair, isUnit, isValueWord } from "./chars.js";

/** Kinds of token. */
export const WORD = 0;
export const MARK = 1;
export const ANY = 2;

/** Tokens looked at in one message; the rest of a longer one does not tell events apart. */
export const MAX_TOKENS = 256;

const COLON = 58;
const SLASH = 47;
const BACKSLASH = 92;
const EQUALS = 61;
const DOT = 46;
const LESS = 60;
const QUESTION = 63;
const PAIRS: Readonly<Record<number, number>> = { 34: 34, 39: 39, 40: 41, 91: 93, 123: 125 };
/** A bracketed or quoted value longer than this is not swallowed whole. */
const MAX_VALUE = 400;

/**
 * Cuts a message into words, marks (delimiters) and variable parts, in one pass, into arrays that are used again for
 * the next message: an object a token would cost more than the whole scan.
 */
export class Scanner {
  count = 0;
  readonly kind = new Uint8Array(MAX_TOKENS);
  readonly start = new Int32Array(MAX_TOKENS);
  readonly end = new Int32Array(MAX_TOKENS);
  /** 1 where white space stood before the token. */
  readonly spaced = new Uint8Array(MAX_TOKENS);
  readonly hash = new Int32Array(MAX_TOKENS);
  /** Two lanes over the whole shape: 64 bits, so that shapes do not meet by chance. */
  high = 0;
  low = 0;
  #text = "";

  /** Scans `text` from `from`. */
  scan(text: string, from: number): void {
    this.#text = text;
    this.count = 0;
    let i = from;
    let spaced = false;
    while (i < text.length && this.count < MAX_TOKENS) {
      const code = text.charCodeAt(i);
      const kind = classOf(code);
      if (kind === SPACE) {
        spaced = this.count > 0;
        i += 1;
      } else if (code === LESS && classOf(text.charCodeAt(i + 1)) === DIGIT) {
        // `<1 sec`: less than belongs to the number.
        i += 1;
      } else if (kind === DELIMITER) {
        i = this.#mark(i, code, spaced);
        spaced = false;
      } else {
        i = this.#word(i, spaced);
        spaced = false;
      }
    }
    this.#sum();
  }

  /** The shape as tokens, variable parts as `<*>`, white space in front as one space. */
  tokens(): string[] {
    const tokens: string[] = [];
    for (let t = 0; t < this.count; t += 1) {
      const word = this.kind[t] === ANY ? "<*>" : this.#text.slice(this.start[t], this.end[t]);
      tokens.push(this.spaced[t] === 1 ? ` ${word}` : word);
    }
    return tokens;
  }

  #mark(i: number, code: number, spaced: boolean): number {
    const text = this.#text;
    const next = text.charCodeAt(i + 1);
    if (code === EQUALS && !spaced && PAIRS[next] !== undefined) {
      this.#push(MARK, i, i + 1, spaced, code);
      return this.#value(i + 1, i + 1);
    }
    this.#push(MARK, i, i + 1, spaced, code);
    // ` ()`: an empty value.
    if (spaced && code === 40 && next === 41) this.#push(ANY, i + 1, i + 1, false, 0);
    return i + 1;
  }

  /** Swallows a quoted or bracketed value that begins at `open`; the value as a whole began at `from`. */
  #value(from: number, open: number): number {
    const text = this.#text;
    const opener = text.charCodeAt(open);
    const closer = PAIRS[opener]!;
    const limit = Math.min(text.length, open + MAX_VALUE);
    let depth = 0;
    for (let i = open; i < limit; i += 1) {
      const code = text.charCodeAt(i);
      if (code === closer && (opener !== closer || i > open)) {
        depth -= 1;
        if (depth <= 0) {
          this.#variable(from, i + 1, false);
          return i + 1;
        }
      } else if (code === opener) depth += 1;
    }
    this.#variable(from, open, false);
    return open === from ? open + 1 : open;
  }

  #word(from: number, spaced: boolean): number {
    const text = this.#text;
    const n = text.length;
    let i = from;
    let hash = 0;
    let digits = false;
    let letters = false;
    let slashes = 0;
    const path = text.charCodeAt(from) === SLASH;
    for (; i < n; i += 1) {
      const code = text.charCodeAt(i);
      const kind = classOf(code);
      if (kind === SPACE) break;
      if (kind === DELIMITER) {
        if (code === COLON && text.charCodeAt(i + 1) === SLASH && text.charCodeAt(i + 2) === SLASH)
          slashes = 9;
        else if (!((code === EQUALS || code === QUESTION) && (slashes >= 9 || (path && slashes > 1)))) break;
        if (code === QUESTION) slashes = 9;
      } else if (kind === DIGIT) digits = true;
      else if (kind === LETTER) letters = true;
      else if (code === SLASH || code === BACKSLASH) slashes += 1;
      else if (code === DOT && text.charCodeAt(i + 1) === DOT && text.charCodeAt(i + 2) === DOT) {
        if (i > from) break;
        while (text.charCodeAt(i) === DOT) i += 1;
        this.#push(MARK, from, Math.min(i, from + 3), spaced, DOT);
        return i;
      }
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    const afterEquals = letters && !spaced && text.charCodeAt(from - 1) === EQUALS && from > 0;
    if (digits || slashes >= 2 || afterEquals || isValueWord(text, from, i) || isHexPair(text, from, i)) {
      if (afterEquals && i < n && PAIRS[text.charCodeAt(i)] !== undefined) return this.#value(from, i);
      this.#variable(from, i, spaced);
    } else if (!(spaced && this.count > 0 && this.kind[this.count - 1] === ANY && isUnit(text, from, i)))
      this.#push(WORD, from, i, spaced, hash);
    return i;
  }

  /** Adds a variable part; joined with the one before it when only `:` `,` `|` or white space stands between. */
  #variable(from: number, to: number, spaced: boolean): void {
    const last = this.count - 1;
    if (last >= 0 && this.kind[last] === ANY) return;
    if (last >= 1 && this.kind[last] === MARK && this.kind[last - 1] === ANY && this.spaced[last] === 0) {
      const code = this.hash[last];
      if (code === 44 || (!spaced && (code === COLON || code === 124))) {
        this.count = last;
        return;
      }
    }
    this.#push(ANY, from, to, spaced, 0);
  }

  #push(kind: number, from: number, to: number, spaced: boolean, hash: number): void {
    const t = this.count;
    if (t === MAX_TOKENS) return;
    this.kind[t] = kind;
    this.start[t] = from;
    this.end[t] = to;
    this.spaced[t] = spaced ? 1 : 0;
    this.hash[t] = hash;
    this.count = t + 1;
  }

  #sum(): void {
    let high = 0x9e3779b9 | 0;
    let low = 0x85ebca6b | 0;
    for (let t = 0; t < this.count; t += 1) {
      const token = (this.hash[t]! ^ (this.kind[t]! << 29)) | 0;
      high = (Math.imul(high ^ token, 0x01000193) + (high >>> 15)) | 0;
      low = (Math.imul(low, 0x85ebca77 | 0) + token) | 0;
      low ^= low >>> 13;
    }
    this.high = high >>> 0;
    this.low = low >>> 0;
  }
}
