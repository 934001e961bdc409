/** Kinds of leading field. */
export const TIME = 1;
export const NUMBER = 2;
export const LEVEL = 3;
export const BRACKET = 4;
export const PIPE = 5;
export const DASH = 6;
export const COLON = 7;

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

/** Whether `line[from, to)` is a field of the kind; only what the kind needs is looked at, since each line is. */
export function isKind(line: string, from: number, to: number, kind: number): boolean {
  switch (kind) {
    case TIME:
      return isTime(line, from, to);
    case NUMBER:
      return hasDigit(line, from, to);
    case LEVEL:
      return to - from <= 15 && isLevel(line.slice(from, to));
    case BRACKET:
      return line.charCodeAt(from) === 91 && to - from > 1 && closes(line, from, to);
    case PIPE:
      return line.charCodeAt(to - 1) === 124;
    case DASH:
      return isDash(line, from, to);
    default:
      return line.charCodeAt(to - 1) === 58;
  }
}

function hasDigit(line: string, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (isDigit(line.charCodeAt(i))) return true;
  return false;
}

function closes(line: string, from: number, to: number): boolean {
  for (let i = to - 1; i > from; i -= 1) if (line.charCodeAt(i) === 93) return true;
  return false;
}

/** `-`, `--`, `=>`: one or two signs between parts. */
function isDash(line: string, from: number, to: number): boolean {
  if (to - from > 2) return false;
  for (let i = from; i < to; i += 1) if (!"-=>:".includes(line[i]!)) return false;
  return to - from === 2 || line[from] !== ":";
}

/** `15:16:01`, `2005-06-03-15.42.50.675872`, `17/06/09`, `1117838570`, `Jun`, `2024-01-02T03:04:05Z`. */
function isTime(line: string, from: number, to: number): boolean {
  if (!isDigit(line.charCodeAt(from))) return to - from === 3 && NAMES.has(line.slice(from, to));
  let digits = 0;
  let separators = 0;
  for (let i = from; i < to; i += 1) {
    const code = line.charCodeAt(i);
    if (isDigit(code)) digits += 1;
    else if (code === 58 || (code >= 44 && code <= 47)) separators += 1;
  }
  const others = to - from - digits - separators;
  return (digits >= 4 && separators >= 1 && others <= 2) || (digits >= 9 && others + separators === 0);
}

function isLevel(field: string): boolean {
  const word = field.replace(/^[[(<]/, "").replace(/[\])>:,]{1,2}$/, "");
  return LETTERS.has(word) || LEVELS.has(word.toLowerCase());
}
