import { isOf, WORD } from "./chars.js";
import type { Kind } from "./kinds/kind.js";

/** Matches at a place: where the match ends, -1 when there is none. Never goes back, so that it is linear whatever the text. */
type Matcher = (text: string, at: number) => number;

/**
 * The subset of RE2 that the table of kinds is written in: characters, classes, groups of alternatives, `?`, `{n}`,
 * `{m,n}`. Repetitions take as many as there are; the table's patterns never need fewer.
 */
export function compileShape(pattern: string): Matcher {
  const parser = { pattern, at: 0 };
  const matcher = alternatives(parser);
  if (parser.at !== pattern.length) throw new Error(`not a shape: ${pattern}`);
  return matcher;
}

interface Parser {
  readonly pattern: string;
  at: number;
}

function alternatives(p: Parser): Matcher {
  const all = [sequence(p)];
  while (p.pattern[p.at] === "|") {
    p.at += 1;
    all.push(sequence(p));
  }
  const [only] = all;
  if (only && all.length === 1) return only;
  return (text, at) => {
    for (const one of all) {
      const end = one(text, at);
      if (end >= 0) return end;
    }
    return -1;
  };
}

function sequence(p: Parser): Matcher {
  const items: Matcher[] = [];
  while (p.at < p.pattern.length && !"|)".includes(p.pattern[p.at] as string)) items.push(repeated(p));
  return (text, at) => {
    let end = at;
    for (const item of items) if ((end = item(text, end)) < 0) return -1;
    return end;
  };
}

function repeated(p: Parser): Matcher {
  const item = atom(p);
  const counts = /^(?:\?|\{(\d+)(?:,(\d+))?\})/.exec(p.pattern.slice(p.at, p.at + 16));
  if (!counts) return item;
  p.at += counts[0].length;
  const min = Number(counts[1] ?? 0);
  const max = counts[0] === "?" ? 1 : Number(counts[2] ?? min);
  return (text, at) => {
    let end = at;
    for (let n = 0; n < max; n += 1) {
      const next = item(text, end);
      if (next < 0) return n < min ? -1 : end;
      end = next;
    }
    return end;
  };
}

function atom(p: Parser): Matcher {
  const c = p.pattern[p.at] as string;
  if (p.pattern.startsWith("(?:", p.at)) {
    p.at += 3;
    const inner = alternatives(p);
    p.at += 1;
    return inner;
  }
  const set = new Uint8Array(128);
  if (c === "[") {
    const end = p.pattern.indexOf("]", p.at);
    fillClass(set, p.pattern.slice(p.at + 1, end));
    p.at = end + 1;
  } else {
    const length = c === "\\" ? 2 : 1;
    fillClass(set, p.pattern.slice(p.at, p.at + length));
    p.at += length;
  }
  return (text, at) => {
    const code = text.charCodeAt(at);
    return code < 128 && set[code] === 1 ? at + 1 : -1;
  };
}

function fillClass(set: Uint8Array, inner: string): void {
  const fill = (from: string, to: string): void => {
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) set[code] = 1;
  };
  for (let i = 0; i < inner.length; i += 1) {
    const c = inner[i] as string;
    const next = inner[i + 1];
    if (c === "\\") {
      i += 1;
      if (next === "w" || next === "d") fill("0", "9");
      if (next === "w") for (const [from, to] of ["az", "AZ", "__"]) fill(from as string, to as string);
      if (next !== "w" && next !== "d") fill(next as string, next as string);
    } else if (next === "-" && inner[i + 2] !== undefined) {
      fill(c, inner[i + 2] as string);
      i += 2;
    } else fill(c, c);
  }
}

/** A row of the table, ready to be tried. */
export interface Shape {
  readonly kind: Kind;
  /** Whether it may begin here, as far as what stands before it says. */
  isStart(text: string, at: number): boolean;
  /** What is to be hidden when the kind's piece stands from `at` to `after`. */
  find(text: string, at: number, after: number): { start: number; end: number } | null;
}

export function compileKind(kind: Kind): Shape {
  const matches = compileShape(kind.pattern);
  const find = (text: string, at: number, after: number): { start: number; end: number } | null => {
    for (const lead of kind.leads) {
      const start = at - lead;
      if (start < 0 || (kind.edge && !isEdge(text, start))) continue;
      const matched = matches(text, start);
      if (matched < at) continue;
      // A look first: the whole word is read only of what is hidden, so that reading stays linear.
      const near = wordEnd(text, matched, kind.more, matched + NEAR);
      if (kind.whole && near > matched) continue;
      if (kind.random && isWords(text, after, near)) continue;
      if (kind.digit && !/\d/.test(text.slice(after, near))) continue;
      if (kind.mixed && !isMixed(text.slice(after, near))) continue;
      const end = near < matched + NEAR ? near : wordEnd(text, matched, kind.more, text.length);
      return { start: kind.keep ? after : start, end };
    }
    return null;
  };
  const isStart = (text: string, at: number): boolean =>
    kind.leads[0] === 0 && kind.leads.length === 1 && (!kind.edge || isEdge(text, at));
  return { kind, find, isStart };
}

const isMixed = (text: string): boolean => /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text);

/** How much of a word is judged. */
const NEAR = 60;

function wordEnd(text: string, from: number, more: string, limit: number): number {
  let end = from;
  while (
    end < Math.min(limit, text.length) &&
    (isOf(text.charCodeAt(end), WORD) || more.includes(text[end] as string))
  )
    end += 1;
  // A full stop behind a token ends the sentence.
  while (end > from && text.charCodeAt(end - 1) === 46) end -= 1;
  return end;
}

const [LETTER_M, BRACKET, BACKSLASH, PERCENT] = [109, 91, 92, 37];

/** The start of a word; an escaped line end, a percent code and what is left of a colour are no part of a word. */
function isEdge(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (!isOf(before, WORD) && before !== 46) return true;
  if (text.charCodeAt(at - 2) === BACKSLASH) return "nrt".includes(text[at - 1] as string);
  if (text.charCodeAt(at - 3) === PERCENT) return true;
  if (before !== LETTER_M) return false;
  let i = at - 2;
  while (at - i < 12 && /[\d;]/.test(text[i] ?? "")) i -= 1;
  return text.charCodeAt(i) === BRACKET;
}

/** Small letters and dashes: people wrote it to be read. Masks of one character too. A word has no twenty letters. */
function isWords(text: string, from: number, end: number): boolean {
  const to = Math.min(end, from + 60);
  const first = text.charCodeAt(to - 1);
  let same = 0;
  for (let i = from; i < to; i += 1) {
    const code = text.charCodeAt(i);
    if (code === first) same += 1;
  }
  if (same > 12 && same >= (to - from) * 0.7 && MASKS.includes(text[to - 1] as string)) return true;
  let letters = 0;
  for (let i = from; i < to; i += 1) {
    if (/[\dA-Z]/.test(text[i] as string)) return false;
    letters = /[a-z]/.test(text[i] as string) ? letters + 1 : 0;
    if (letters >= 20) return false;
  }
  return true;
}
const MASKS = "xX*.0#_-•";
