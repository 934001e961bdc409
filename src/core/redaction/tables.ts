import { lineEnd, lineStart, withoutEnd } from "./chars.js";
import type { Name } from "./frame.js";
import { leadOf } from "./lead.js";
import { isLocation, isPlaceholder, isProse, looksRandom, looksSecret } from "./values.js";

/** Which column of the rows below a name heads: a cell between bars, or what begins at a place of the line. */
export interface Column {
  readonly kind: string;
  /** Any word in it is a secret: people chose them. */
  readonly words: boolean;
  readonly cell: number;
  readonly at: number;
  /** How many bars, or separators, each row has. */
  readonly bars: number;
  /** What stands between the cells of CSV. */
  readonly separator?: string;
}
type Heading = Pick<Column, "kind" | "words">;

/** Words between bars, as mysql, psql and console.table print what their rows hold. */
const BARRED =
  /^[\s|\u2502\u0080-\u00ff]*[\w"'().#/-][\w "'().#/-]{0,60}(?:\s(?:[|\u2502]|\u00e2\u0094\u0082)\s{1,60}[\w"'().#/-][\w "'().#/-]{0,60}){1,40}(?:[|\u2502]|\u00e2\u0094\u0082)?\s*$/;
/** Words with blanks between them, each with a capital first: tables of PowerShell, az, kubectl and vault. */
const SPACED = /^\s*(?:[A-Z][\w()/.-]{0,30}(?: [\w()/.-]{1,20})?(?:\s{2,60}|\t|$)){2,20}$/;
const SPACED_COMMENT = /^# {0,3}(?:[a-z][\w()/.-]{0,30}(?: [\w()/.-]{1,20})?(?:\s{2,60}|\t|$)){3,20}$/i;
const BAR = /[|\u2502]|\u00e2\u0094\u0082/g;

/** The column that a name heads, null where its line is no head of a table. */
export function headed(text: string, name: Name, heading: Heading): Column | null {
  const start = lineStart(text, name.start);
  const end = lineEnd(text, name.end);
  if (end - start > 400) return null;
  const line = text.slice(start, end).trimEnd();
  const lead = leadOf(line);
  const [at, to] = [name.start - start, name.end - start];
  const separated = csv(line, lead, at, to);
  if (separated) return { ...heading, ...separated, at: -1 };
  if (/^["']?\s*(?:[|\u2502]|\u00e2\u0094\u0082|$)/.test(line.slice(to)) && isBarred(line, lead)) {
    const bars = line.match(BAR)?.length ?? 0;
    const cell = line.slice(0, at).match(BAR)?.length ?? 0;
    // What begins a row may name what stands behind it in the same row.
    const words = heading.words && /\w.{0,80}[|\u2502\u0094]/.test(line.slice(lead, at));
    return bars > 0 ? { ...heading, words, cell, at: -1, bars } : null;
  }
  const isFirst = at === lead || /(?:\s\s|\t)$/.test(line.slice(0, at));
  if (isFirst && SPACED.test(line.slice(lead))) return { ...heading, cell: -1, at, bars: 0 };
  // `# client  server  secret` of pppd's secrets.
  return isFirst && SPACED_COMMENT.test(line.slice(line.indexOf("#")))
    ? { ...heading, words: false, cell: -1, at, bars: 0 }
    : null;
}

/** What looks like a program's prefix may be the first cell. */
const isBarred = (line: string, lead: number): boolean => BARRED.test(line) || BARRED.test(line.slice(lead));

/** A head of CSV or TSV: names and nothing else, each once. */
function csv(line: string, lead: number, at: number, end: number): Omit<Column, "at" | keyof Heading> | null {
  const separator =
    /^["']?([,;\t])/.exec(line.slice(end))?.[1] ?? /([,;\t])["']?$/.exec(line.slice(0, at))?.[1];
  if (separator === undefined) return null;
  const cells = split(line.trimEnd(), indented(line, lead), separator);
  const names = cells.map(([from, to]) => line.slice(from, to));
  const cell = cells.findIndex(([from, to]) => from === at && to === end);
  if (cell < 0 || cells.length < 2 || new Set(names).size < cells.length) return null;
  return names.every((name) => /^[A-Z][\w .()/-]{0,40}$/i.test(name))
    ? { cell, bars: cells.length - 1, separator }
    : null;
}

/** Where the cells of a row of CSV stand (RFC 4180), without their quotes. */
function split(line: string, lead: number, separator: string): [from: number, to: number][] {
  const cells: [number, number][] = [];
  for (let from = lead; from <= line.length; ) {
    const quoted = line[from] === '"' ? (/^"(?:[^"]|"")*"/.exec(line.slice(from))?.[0].length ?? 0) : 0;
    const next = line.indexOf(separator, from + quoted);
    const to = next < 0 ? line.length : next;
    cells.push(quoted > 0 && from + quoted === to ? [from + 1, to - 1] : [from, to]);
    from = to + 1;
  }
  return cells;
}

const indented = (line: string, lead: number): number =>
  lead + (/^ */.exec(line.slice(lead, lead + 80))?.[0].length ?? 0);

/** The cell of a row of CSV; null where the table has ended. */
function inCsv(line: string, column: Column, separator: string): { value: string; from: number } | null {
  if (line.length > 4_000) return null;
  // What looks like a program's prefix may be the first cell.
  for (const lead of new Set([indented(line, 0), indented(line, leadOf(line))])) {
    const cells = split(line.trimEnd(), lead, separator);
    if (cells.length !== column.bars + 1) continue;
    const [from, to] = cells[column.cell] as [number, number];
    const value = line.slice(from, to);
    return isSecretIn(value, column) ? { value, from } : NOTHING;
  }
  return null;
}

/** Whether a cell below the head is a secret: people choose words, and other heads say less. */
function isSecretIn(value: string, { kind, words }: Column): boolean {
  if (isPlaceholder(value, words) || isLocation(value)) return false;
  if (words) return value.length >= 3 && !/^\d{1,3}$/.test(value) && !isProse(value);
  return kind === "password" ? looksSecret(value) : looksRandom(value);
}

/** Where in a row of the table the value of a column is; null where the table has ended. */
export function inColumn(line: string, column: Column): { value: string; from: number } | null {
  const { cell, at, bars, separator } = column;
  if (separator !== undefined) return inCsv(line, column, separator);
  if (/^[\s+|\u2502=_:-]*$/.test(line.replace(/[\u0080-\uffff]/g, "-")))
    return line.trim() === "" ? null : NOTHING;
  const [from, value] =
    cell >= 0 ? cellOf(line, cell) : [at, /^(?:"[^"]{1,200}"|\S{1,400})/.exec(line.slice(at))?.[0] ?? ""];
  if (from < 0 || (bars > 0 && line.match(BAR)?.length !== bars) || (cell < 0 && line.length <= at))
    return null;
  if (
    cell < 0 &&
    (/\S/.test(line[at - 1] ?? " ") || !/^(?:\s\s|\s*$|\t)/.test(line.slice(at + value.length)))
  )
    return NOTHING;
  const inner = withoutEnd(value.replace(/^["'`]/, ""), "\"'`");
  return isSecretIn(inner, column) ? { value: inner, from } : NOTHING;
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
