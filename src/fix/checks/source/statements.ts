import type { Masked } from "./mask.js";

/** A statement longer than this is read no further. */
const MAX_STATEMENT = 2_000;
/** Statements of one file are read up to this many characters in all; real test files have a tenth of it. */
const MAX_TOTAL = 1_000_000;

export interface Statement {
  /** Without comments; whitespace outside strings removed. */
  text: string;
  /** String contents, numbers and constants, in order. */
  literals: string[];
}

/** The statements that begin at matches of `pattern`: to the `;` or line end outside brackets. */
export function statements(source: Masked, pattern: RegExp): Statement[] {
  let left = MAX_TOTAL;
  return [...source.code.matchAll(pattern)].map((match) => {
    if (left <= 0) return { text: "", literals: [] };
    const statement = statementAt(source, match.index);
    left -= statement.text.length + 1;
    return statement;
  });
}

function statementAt(source: Masked, start: number): Statement {
  const end = statementEnd(source.code, start);
  const inside = stringsWithin(source, start, end);
  const strings = inside.map((s) => source.text.slice(s.start, s.end).replace(/["'`]/g, ""));
  const constants =
    source.code.slice(start, end).match(/\b(?:\d[\w.]*|true|false|null|nil|none|undefined)\b/gi) ?? [];
  return {
    text: compact(source, start, end, inside),
    literals: [...strings, ...constants.map((word) => word.toLowerCase())],
  };
}

/** Ranges are in order: found by halving, so that many statements over many strings stay fast. */
function stringsWithin({ strings }: Masked, start: number, end: number): Masked["strings"] {
  let low = 0;
  for (let high = strings.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((strings[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  let last = low;
  while (last < strings.length && (strings[last]?.end ?? 0) <= end) last += 1;
  return strings.slice(low, last);
}

function compact(source: Masked, start: number, end: number, strings: Masked["strings"]): string {
  const parts: string[] = [];
  let at = start;
  for (const range of strings) {
    parts.push(squeeze(source.text.slice(at, range.start)), source.text.slice(range.start, range.end));
    at = range.end;
  }
  parts.push(squeeze(source.text.slice(at, end)));
  return parts.join("").trim();
}
/** One space stays between words, none elsewhere: `assert a == b` keeps its words apart. */
const squeeze = (code: string): string => code.replace(/\s+/g, " ").replace(/ ?([^\w ]) ?/g, "$1");

function statementEnd(code: string, start: number): number {
  let depth = 0;
  // `it("a", () => expect(x).toBe(1), 5_000)`: what follows the comma is not the assertion's.
  const fluent = code.startsWith("expect", start);
  const limit = Math.min(code.length, start + MAX_STATEMENT);
  for (let i = start; i < limit; i += 1) {
    const char = code[i] ?? "";
    if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) {
      depth -= 1;
      if (depth < 0) return i;
    } else if (depth === 0 && char === "," && fluent) return i;
    else if (depth === 0 && (char === ";" || (char === "\n" && !goesOn(code, i)))) return i;
  }
  return limit;
}

/** A chained call on the next line, or an operator at the end of this one. */
const goesOn = (code: string, newline: number): boolean =>
  /^\s{0,200}\.(?!\.)/.test(code.slice(newline, newline + 202)) ||
  /[\\,+=&|.-]\s{0,20}$/.test(code.slice(Math.max(0, newline - 21), newline));
