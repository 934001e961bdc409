import { ALNUM, BLANK, isOf, lineStart, NAME, runEnd } from "./chars.js";

/** A value longer than this is a document, and none in one line is a secret. */
const LONGEST = 8_000;
const [LF, CR, BACKSLASH] = [10, 13, 92];

/**
 * The value in quotes that begin at `at`, behind as many backslashes as the quotes' own level of escaping has; a quote
 * with more of them is a part of the value. Without its end, up to the line's.
 */
export function quotedEnd(text: string, at: number): [start: number, end: number] {
  let start = at;
  while (text.charCodeAt(start) === BACKSLASH) start += 1;
  const level = start - at;
  const quote = text.charCodeAt(start);
  start += 1;
  let slashes = 0;
  for (let i = start; i < text.length && i - start < LONGEST; i += 1) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) === LF)) return [start, i];
    if (code === BACKSLASH) slashes += 1;
    else {
      if (code === quote) {
        const joined = level === 0 && code === 39 ? joinedQuote(text, i) : -1;
        const closes = joined < 0 && (level === 0 ? slashes % 2 === 0 : slashes <= level);
        i += Math.max(0, joined);
        // `'it''s'` of SQL and YAML.
        if (
          closes &&
          level === 0 &&
          text.charCodeAt(i + 1) === quote &&
          i > start &&
          isOf(text.charCodeAt(i + 2), ALNUM)
        )
          i += 1;
        else if (closes) return [start, level === 0 ? i : i - slashes];
      }
      slashes = 0;
    }
  }
  return [start, Math.min(text.length, start + LONGEST)];
}

/**
 * How much stands behind a quote that does not end the value, -1 when it does: `'it'\''s'` and `'it'"'"'s'` of shells,
 * and `|'` of TeamCity's service messages, where `||` is a bar.
 */
function joinedQuote(text: string, at: number): number {
  if (text.startsWith("'\\''", at)) return 3;
  if (text.startsWith("'\"'\"'", at)) return 4;
  return isBarred(text, at) ? 0 : -1;
}

/** Whether an odd number of bars stands before a place of a service message. */
function isBarred(text: string, at: number): boolean {
  let from = at;
  while (text.charCodeAt(from - 1) === 124) from -= 1;
  return (at - from) % 2 === 1 && text.lastIndexOf("##teamcity[", at) >= lineStart(text, at);
}

export interface Surroundings {
  /** The name stands behind `?` or `&` of an address. */
  query: boolean;
  /** The name stands behind `;`: a connection string. */
  connection: boolean;
  /** The quote that the whole stands in, 0 for none. */
  inside: number;
}

/** Where a value without quotes ends: at a blank, at what encloses it, or where the next pair of its frame begins. */
export function unquotedEnd(text: string, at: number, around: Surroundings): number {
  let i = isWithin(text, at, around) ? seen.end : at;
  for (; i < text.length && i - at < LONGEST; i += 1) {
    const code = text.charCodeAt(i);
    if (code === LF || code === CR || isOf(code, BLANK)) break;
    if (i > at && ends(text, i, code, around)) break;
    if (i === at && around.inside === code) break;
  }
  seen = { text, from: at, end: i, around };
  return trimmed(text, at, i);
}

/** What was walked through last: of names that stand in one another's values (`token=token=...`) each is walked through once. */
let seen: { text: string; from: number; end: number; around: Surroundings } = {
  ...{ text: "", from: 0, end: 0, around: { query: false, connection: false, inside: 0 } },
};
const isWithin = (text: string, at: number, { query, connection, inside }: Surroundings): boolean =>
  at >= seen.from &&
  at < seen.end &&
  seen.around.query === query &&
  seen.around.connection === connection &&
  seen.around.inside === inside &&
  seen.text === text;

function ends(text: string, i: number, code: number, { query, connection, inside }: Surroundings): boolean {
  const c = text[i] as string;
  const next = text.charCodeAt(i + 1);
  switch (c) {
    case '"':
    case "`":
      return true;
    case "'":
      return inside === code || Number.isNaN(next) || !isOf(next, ALNUM);
    case "\\":
      return (
        next === 34 ||
        next === 39 ||
        // `\0NAME=` of an environment as the kernel keeps it.
        (next === 48 && isPair(text, i + 2)) ||
        ((next === 110 || next === 114) && !isOf(text.charCodeAt(i + 2), 0))
      );
    case "<":
      return next === 47 || /^<(?:br|span|td|\/)/i.test(text.slice(i, i + 5));
    case "&":
      return query || isPair(text, i + 1) || text.startsWith("amp;", i + 1);
    case ";":
      return connection || query || isBreak(next) || isPair(text, runEnd(text, i + 1, BLANK, i + 3));
    case ",":
      return isBreak(next) || next === 34 || next === 39 || isPair(text, i + 1);
    case "#":
      return query;
    default:
      return false;
  }
}

const isBreak = (code: number): boolean =>
  Number.isNaN(code) || code === LF || code === CR || isOf(code, BLANK);

/** `name=` or `name:` begins here. */
function isPair(text: string, at: number): boolean {
  const end = runEnd(text, at, NAME, at + 40);
  const code = text.charCodeAt(end);
  return end > at && (code === 61 || (code === 58 && end - at > 1)) && !/^\d+$/.test(text.slice(at, end));
}

const OPEN: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{", ">": "<" };

/** Nobody minds a bracket that is hidden along with so much, and each would be counted from the start. */
const DOCUMENT = 1_000;

/** Without closing brackets that were opened before, and commas or semicolons behind. */
function trimmed(text: string, from: number, to: number): number {
  let end = to;
  if (end - from > DOCUMENT) return end;
  for (; end > from; end -= 1) {
    const c = text[end - 1] as string;
    if (c === "," || c === ";") continue;
    const open = OPEN[c];
    if (open === undefined || count(text, open, from, end) >= count(text, c, from, end)) break;
  }
  return end;
}

function count(text: string, c: string, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i += 1) if (text[i] === c) n += 1;
  return n;
}
