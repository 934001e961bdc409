import type { Masked } from "./mask.js";

/** A statement longer than this is read no further. */
const MAX_STATEMENT = 4_000;

export interface Statement {
  /** Without comments; whitespace outside strings removed. */
  text: string;
  /** String contents, numbers and constants, in order. */
  literals: string[];
}

/** The statements that begin at matches of `pattern`: to the `;` or line end outside brackets. */
export function statements(source: Masked, pattern: RegExp): Statement[] {
  return [...source.code.matchAll(pattern)].map((match) => statementAt(source, match.index));
}

function statementAt(source: Masked, start: number): Statement {
  const end = statementEnd(source.code, start);
  const inside = source.strings.filter((s) => s.start >= start && s.end <= end);
  const strings = inside.map((s) => source.text.slice(s.start, s.end).replace(/["'`]/g, ""));
  const constants =
    source.code.slice(start, end).match(/\b(?:\d[\w.]*|true|false|null|nil|none|undefined)\b/gi) ?? [];
  return {
    text: compact(source, start, end),
    literals: [...strings, ...constants.map((word) => word.toLowerCase())],
  };
}

function compact(source: Masked, start: number, end: number): string {
  const parts: string[] = [];
  let at = start;
  for (const range of source.strings.filter((s) => s.start >= start && s.end <= end)) {
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
  const limit = Math.min(code.length, start + MAX_STATEMENT);
  for (let i = start; i < limit; i += 1) {
    const char = code[i] ?? "";
    if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) {
      depth -= 1;
      if (depth < 0) return i;
    } else if (depth === 0 && (char === ";" || (char === "\n" && !goesOn(code, i)))) return i;
  }
  return limit;
}

/** A chained call on the next line, or an operator at the end of this one. */
const goesOn = (code: string, newline: number): boolean =>
  /^\s{0,200}\.(?!\.)/.test(code.slice(newline, newline + 202)) ||
  /[\\,+=&|.-]\s{0,20}$/.test(code.slice(Math.max(0, newline - 21), newline));
