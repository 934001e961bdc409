import type { Syntax } from "./syntax.js";

/** Source whose comments are blanks; positions and lines are those of the text. */
export interface Masked {
  /** Comments and the insides of strings are blank: what is left is code. */
  code: string;
  /** Comments are blank, strings are not. */
  text: string;
  /** Half-open ranges of string literals, delimiters included. */
  strings: { start: number; end: number }[];
}

/** Tells code from comments and strings in one pass; never throws, whatever the text. */
export function mask(text: string, syntax: Syntax): Masked {
  const comments: Range[] = [];
  const strings: Range[] = [];
  let at = 0;
  /** The last character of code: decides whether `/` begins a pattern. */
  let before = "";
  while (at < text.length) {
    const end = comment(text, at, syntax);
    if (end !== null) {
      comments.push({ start: at, end });
      at = end;
      continue;
    }
    const literal = stringEnd(text, at, syntax, before);
    if (literal !== null) {
      strings.push({ start: at, end: literal });
      before = '"';
      at = literal;
      continue;
    }
    const char = text[at] ?? "";
    if (char.trim() !== "") before = char;
    at += 1;
  }
  const withoutComments = blank(text, comments);
  return { text: withoutComments, code: blank(withoutComments, strings.map(inside)), strings };
}

type Range = { start: number; end: number };
const inside = ({ start, end }: Range): Range => ({ start: start + 1, end: Math.max(start + 1, end - 1) });

function blank(text: string, ranges: readonly Range[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    parts.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, " "));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

function comment(text: string, at: number, syntax: Syntax): number | null {
  for (const mark of syntax.lineComments) {
    if (!text.startsWith(mark, at)) continue;
    // PHP's attributes begin with `#[`; a shebang or Rust's `#[test]` is not met here.
    if (mark === "#" && text[at + 1] === "[" && syntax.lineComments.length > 1) continue;
    return lineEnd(text, at);
  }
  for (const [open, close] of syntax.blockComments) {
    if (text.startsWith(open, at)) return blockEnd(text, at, open, close, syntax.nested === true);
  }
  return null;
}

function blockEnd(text: string, at: number, open: string, close: string, nested: boolean): number {
  let depth = 0;
  for (let i = at; i < text.length; ) {
    if (text.startsWith(open, i) && (nested || depth === 0)) {
      depth += 1;
      i += open.length;
    } else if (text.startsWith(close, i)) {
      depth -= 1;
      i += close.length;
      if (depth === 0) return i;
    } else i += 1;
  }
  return text.length;
}

function stringEnd(text: string, at: number, syntax: Syntax, before: string): number | null {
  if (syntax.charLiterals && text[at] === "'") return charEnd(text, at);
  for (const kind of syntax.strings) {
    if (!text.startsWith(kind.open, at)) continue;
    for (let i = at + kind.open.length; i < text.length; i += 1) {
      if (kind.escape && text[i] === "\\") i += 1;
      else if (text.startsWith(kind.close, i)) return i + kind.close.length;
      else if (!kind.multiline && text[i] === "\n") return i;
    }
    return text.length;
  }
  return syntax.regexLiterals && text[at] === "/" && (before === "" || "(,=:[!&|?{};+~".includes(before))
    ? regexEnd(text, at)
    : null;
}

function regexEnd(text: string, at: number): number | null {
  let set = false;
  for (let i = at + 1; i < text.length && text[i] !== "\n"; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === "[") set = true;
    else if (text[i] === "]") set = false;
    else if (text[i] === "/" && !set) return i + 1;
  }
  return null;
}

/** `'x'`, `'\n'`, `'\u{1f600}'`; null for a lifetime. */
function charEnd(text: string, at: number): number | null {
  const close = text.indexOf("'", at + (text[at + 1] === "\\" ? 3 : 2));
  return close !== -1 && close - at <= 12 && (text[at + 1] === "\\" || close - at <= 3) ? close + 1 : null;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
};
