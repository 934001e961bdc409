import { BLANK, lineStart, restOfLine, runEnd } from "./chars.js";
import { unquotedEnd } from "./extent.js";
import type { Found, Name } from "./frame.js";
import { isLineEnd } from "./members.js";
import { isLead } from "./surroundings.js";
import { looksTyped } from "./values.js";

/** The side of a box, also as the bytes of its UTF-8. */
export const isBar = (text: string, at: number): boolean =>
  text[at] === "|" || text[at] === "\u2502" || text.startsWith("\u00e2\u0094\u0082", at);

/** `| NAME | value |`: a row of a table. */
export function cell(text: string, name: Name, at: number): Found {
  const before = text.slice(lineStart(text, name.start), name.start);
  // `| SMTP password | value |`
  if (!isLead(before.replace(/(?:[A-Z][A-Z\d]{1,20} ){1,3}$/i, ""))) return null;
  const bar = text.charCodeAt(at) === 0xe2 ? 3 : 1;
  const start = runEnd(text, at + bar, BLANK, at + 80);
  const value =
    typedIn(text, start) ??
    /^(?:[a-z]{3,20}(?: [a-z]{3,20}){1,5}(?= {0,60}[|\u2502\u00e2])|[^\s|\u2502\u0080-\u00ff]{1,400})/.exec(
      text.slice(start, start + 400),
    )?.[0];
  if (value === undefined || !isBar(text, runEnd(text, start + value.length, BLANK))) return null;
  return { by: "column", start, end: start + value.length, quoted: false, spaced: true };
}

/** A key of WordPress's: with blanks, and with bars that have none beside them. */
function typedIn(text: string, at: number): string | undefined {
  const value = /^\S[^\n]{30,198}?(?=\s{1,60}(?:[|\u2502]|\u00e2\u0094\u0082)\s)/.exec(
    restOfLine(text, at, 270),
  )?.[0];
  return value !== undefined && looksTyped(value) ? value : undefined;
}

/** `NAME      value`: a table of PowerShell, of `printenv` put in columns. The name stands at the line's start. */
export function column(text: string, name: Name, at: number): Found {
  if (!isLead(text.slice(lineStart(text, name.start), name.start))) return null;
  // `reg query` of Windows tells the type first.
  const start = at + (/^REG_\w{1,20}\s{1,8}/.exec(text.slice(at, at + 30))?.[0].length ?? 0);
  const end = unquotedEnd(text, start, { query: false, connection: false, inside: 0 });
  const behind = runEnd(text, end, BLANK);
  return isLineEnd(text, behind) || (behind > end + 1 && /^[A-Z][A-Z\d]*_[A-Z\d_]+$/.test(name.text))
    ? { by: "column", start, end, quoted: false, spaced: true }
    : null;
}
