/** Kinds of leading field, as bits: a field can be several. */
export const TIME = 1;
export const NUMBER = 2;
export const LEVEL = 4;
export const BRACKET = 8;
export const PIPE = 16;
export const DASH = 32;
export const COLON = 64;

const LEVELS = new Set(
  (
    "trace debug verbose info information notice warn warning error err severe fatal critical crit alert emerg " +
    "panic failure fine finer finest config"
  ).split(" "),
);
const LETTERS = new Set("V D I W E F".split(" "));
const NAMES = new Set(
  "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun".split(" "),
);
/** A bracket that does not close within this many characters is text. */
const MAX_BRACKET = 200;

const isSpace = (code: number): boolean => code <= 32;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Where the field ends that begins at `from`: at white space, behind `|`, or behind a bracket's own end. */
export function fieldEnd(line: string, from: number): number {
  let i = from;
  if (line[from] === "[") i = bracketEnd(line, from);
  for (; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (isSpace(code)) return i;
    if (code === 124) return i + 1;
  }
  return i;
}

export function skipSpace(line: string, from: number): number {
  let i = from;
  while (i < line.length && isSpace(line.charCodeAt(i))) i += 1;
  return i;
}

function bracketEnd(line: string, from: number): number {
  const limit = Math.min(line.length, from + MAX_BRACKET);
  let depth = 0;
  for (let i = from; i < limit; i += 1) {
    if (line[i] === "[") depth += 1;
    else if (line[i] === "]") {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return from;
}

/** What kinds of field `line[from, to)` is. */
export function kindsOf(line: string, from: number, to: number): number {
  let digits = 0;
  let separators = 0;
  let others = 0;
  for (let i = from; i < to; i += 1) {
    const code = line.charCodeAt(i);
    if (isDigit(code)) digits += 1;
    else if (code === 58 || code === 45 || code === 47 || code === 46 || code === 44) separators += 1;
    else others += 1;
  }
  const last = line.charCodeAt(to - 1);
  let kinds = 0;
  if (line[from] === "[" && last !== 91 && line.lastIndexOf("]", to) > from) kinds |= BRACKET;
  if (last === 124) kinds |= PIPE;
  if (last === 58) kinds |= COLON;
  if (digits > 0) kinds |= NUMBER;
  if (digits === 0 && to - from <= 2 && /^(?:-{1,2}|[=>]{1,2}|::)$/.test(line.slice(from, to))) kinds |= DASH;
  if (isTime(line, from, to, digits, separators, others)) kinds |= TIME;
  if (to - from <= 15 && isLevel(line.slice(from, to))) kinds |= LEVEL;
  return kinds;
}

/** `15:16:01`, `2005-06-03-15.42.50.675872`, `17/06/09`, `1117838570`, `Jun`, `2024-01-02T03:04:05Z`. */
function isTime(
  line: string,
  from: number,
  to: number,
  digits: number,
  separators: number,
  others: number,
): boolean {
  if (digits >= 4 && separators >= 1 && others <= 2 && isDigit(line.charCodeAt(from))) return true;
  if (digits >= 9 && others === 0) return true;
  return to - from === 3 && NAMES.has(line.slice(from, to));
}

function isLevel(field: string): boolean {
  const word = field.replace(/^[[(<]/, "").replace(/[\])>:,]{1,2}$/, "");
  return LETTERS.has(word) || LEVELS.has(word.toLowerCase());
}
