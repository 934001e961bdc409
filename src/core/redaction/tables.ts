import { lineEnd, lineStart, withoutEnd } from "./chars.js";
import type { Name } from "./frame.js";
import { leadOf } from "./lead.js";
import { isPlaceholder, looksRandom, looksSecret } from "./values.js";

/** Which column of the rows below a name heads: a cell between bars, or what begins at a place of the line. */
export interface Column {
  readonly cell: number;
  readonly at: number;
  /** How many bars each row has. */
  readonly bars: number;
}

/** Words between bars, as mysql, psql and console.table print what their rows hold. */
const BARRED =
  /^[\s|\u2502\u0080-\u00ff]*[\w"'().#/-][\w "'().#/-]{0,60}(?:\s(?:[|\u2502]|\u00e2\u0094\u0082)\s{1,60}[\w"'().#/-][\w "'().#/-]{0,60}){1,40}(?:[|\u2502]|\u00e2\u0094\u0082)?\s*$/;
/** Words with blanks between them, each with a capital first: tables of PowerShell, az, kubectl and vault. */
const SPACED = /^\s*(?:[A-Z][\w()/.-]{0,30}(?: [\w()/.-]{1,20})?(?:\s{2,60}|\t|$)){2,20}$/;
const BAR = /[|\u2502]|\u00e2\u0094\u0082/g;

/** The column that a name heads, null where its line is no head of a table. */
export function headed(text: string, name: Name): Column | null {
  const start = lineStart(text, name.start);
  const end = lineEnd(text, name.end);
  if (end - start > 400) return null;
  const lead = leadOf(text.slice(start, end));
  const line = text.slice(start, end);
  const at = name.start - start;
  if (/^["']?\s*(?:[|\u2502]|\u00e2\u0094\u0082|$)/.test(line.slice(name.end - start)) && BARRED.test(line)) {
    const bars = line.match(BAR)?.length ?? 0;
    return bars > 0 ? { cell: line.slice(0, at).match(BAR)?.length ?? 0, at: -1, bars } : null;
  }
  const isFirst = at === lead || /(?:\s\s|\t)$/.test(line.slice(0, at));
  return isFirst && SPACED.test(line.slice(lead)) ? { cell: -1, at, bars: 0 } : null;
}

/** Where in a row of the table the value of a column is; null where the table has ended. */
export function inColumn(
  line: string,
  kind: string,
  { cell, at, bars }: Column,
): { value: string; from: number } | null {
  if (/^[\s+|\u2502=_-]*$/.test(line.replace(/[\u0080-\uffff]/g, "-")))
    return line.trim() === "" ? null : NOTHING;
  const [from, value] = cell >= 0 ? cellOf(line, cell) : [at, /^\S{1,400}/.exec(line.slice(at))?.[0] ?? ""];
  if (from < 0 || (bars > 0 && line.match(BAR)?.length !== bars) || (cell < 0 && line.length <= at))
    return null;
  if (
    cell < 0 &&
    (/\S/.test(line[at - 1] ?? " ") || !/^(?:\s\s|\s*$|\t)/.test(line.slice(at + value.length)))
  )
    return NOTHING;
  const inner = withoutEnd(value.replace(/^["']/, ""), "\"'");
  const isSecret = kind === "password" ? looksSecret(inner) : looksRandom(inner);
  return isSecret && !isPlaceholder(inner) ? { value: inner, from } : NOTHING;
}
const NOTHING = { value: "", from: 0 };

function cellOf(line: string, cell: number): [from: number, value: string] {
  let from = 0;
  let n = 0;
  for (const bar of line.matchAll(BAR)) {
    if (n === cell) return [from, line.slice(from, bar.index).trim()];
    n += 1;
    from = bar.index + bar[0].length;
  }
  return n === cell && n > 0 ? [from, line.slice(from).trim()] : [-1, ""];
}
