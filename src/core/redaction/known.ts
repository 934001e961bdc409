import { ALNUM, isOf } from "./chars.js";
import { Literals } from "./literals.js";
import type { Range } from "./marked.js";
import type { Rule } from "./entry.js";
import { literals } from "./rules.js";
import { isLocation, isPlaceholder, isWordy, looksRandom, looksSecret } from "./values.js";

/** More distinct secrets than this has no log, and what a text can make us remember has an end. */
const MOST = 200;
const [SHORTEST, LONGEST] = [8, 200];

/**
 * The secrets that were found in a text so far: wherever else they stand behind, they are hidden too, also encoded, as the
 * runner masks what it was told of.
 */
export class Known {
  readonly #values = new Set<string>();
  #rules: Literals<Rule> | null = null;

  /** All rules, and those of what is known. */
  get rules(): Literals<Rule> {
    return this.#rules ?? literals;
  }

  learn(line: string, ranges: readonly Range[]): void {
    for (const { start, end, kind } of ranges) {
      if (end - start < SHORTEST || end - start > LONGEST || kind === "cookie") continue;
      const value = line.slice(start, end);
      if (this.#values.size >= MOST || this.#values.has(value) || !isMemorable(value)) continue;
      this.#values.add(value);
      this.#rules ??= new Literals([], literals);
      this.#rules.add({ text: value, exact: true, value: standing(kind, looksRandom(value)) });
      for (const text of encoded(value)) this.#rules.add({ text, exact: true, value: standing(kind, true) });
      for (const text of base64(value)) this.#rules.add({ text, exact: true, value: within(kind) });
    }
  }
}

/** What no other text means: a password of one word may be a word elsewhere. */
function isMemorable(value: string): boolean {
  if (
    value.includes("\u001b") ||
    value.includes("\0") ||
    value.includes("[redacted:") ||
    isPlaceholder(value, true) ||
    isLocation(value)
  )
    return false;
  if (/\s/.test(value)) return value.length >= 16 && value.trim() === value;
  if (isWordy(value)) return false;
  return looksSecret(value) || (value.length >= 12 && /[a-z]/i.test(value) && /[^\w.-]/.test(value));
}

/** The value, and no part of a longer word unless no word is like it. */
const standing =
  (kind: string, anywhere: boolean): Rule =>
  (text, start, end, sink) => {
    if (!anywhere && (isOf(text.charCodeAt(start - 1), ALNUM) || isOf(text.charCodeAt(end), ALNUM)))
      return null;
    sink.add(start, end, kind);
    return end;
  };

/** In an address and in JSON; the same value comes out as it went in where there is nothing to encode. */
function encoded(value: string): string[] {
  if (!ASCII.test(value)) return [];
  const all = [encodeURIComponent(value), JSON.stringify(value).slice(1, -1), value.replaceAll("'", "'\\''")];
  return [...new Set(all)].filter((text) => text !== value);
}
const ASCII = /^[\x20-\x7e]+$/;

/** What base64 makes of the value at each of the three places where it may begin, without what depends on its neighbours. */
function base64(value: string): string[] {
  if (!ASCII.test(value)) return [];
  return [0, 1, 2].map((shift) => {
    const bits = (shift + value.length) * 8;
    const all = Buffer.from("\0".repeat(shift) + value).toString("base64");
    return all.slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6));
  });
}

/** All of the base64 that the value stands in. */
const within =
  (kind: string): Rule =>
  (text, start, end, sink) => {
    let [from, to] = [start, end];
    while (isBase64(text.charCodeAt(from - 1)) && start - from < LONGEST) from -= 1;
    while (isBase64(text.charCodeAt(to)) && to - end < LONGEST) to += 1;
    while (text[to] === "=" && to - end < LONGEST + 2) to += 1;
    sink.add(from, to, kind);
    return to;
  };

/** `+`, `/`, letters and digits. */
const isBase64 = (code: number): boolean => code === 43 || code === 47 || isOf(code, ALNUM);
