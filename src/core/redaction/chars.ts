/** Classes of ASCII characters, as bits. What is not ASCII is in none. */
export const ALNUM = 1;
export const DIGIT = 2;
export const UPPER = 4;
export const LOWER = 8;
/** Letters, digits, `_ . - $`: what names of settings are made of. */
export const NAME = 16;
/** Space and tab. */
export const BLANK = 32;
/** Letters, digits, `_ -`. */
export const WORD = 64;
/** What ends a word in every frame: blanks, line ends, quotes. */
export const BREAK = 128;

const classes = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const c = String.fromCharCode(code);
  let bits = 0;
  if (/[A-Z]/.test(c)) bits |= ALNUM | UPPER | NAME | WORD;
  if (/[a-z]/.test(c)) bits |= ALNUM | LOWER | NAME | WORD;
  if (/\d/.test(c)) bits |= ALNUM | DIGIT | NAME | WORD;
  if (c === "_" || c === "-") bits |= NAME | WORD;
  if (c === "." || c === "$") bits |= NAME;
  if (c === " " || c === "\t") bits |= BLANK | BREAK;
  if (/[\n\r"'`]/.test(c)) bits |= BREAK;
  classes[code] = bits;
}

/** Whether the character's code (NaN behind the end) is of a class. */
export const isOf = (code: number, bits: number): boolean =>
  code < 128 && ((classes[code] as number) & bits) !== 0;

/** Where the run of such characters ends that begins at `from`. */
export function runEnd(text: string, from: number, bits: number, limit = text.length): number {
  let at = from;
  while (at < limit && isOf(text.charCodeAt(at), bits)) at += 1;
  return at;
}

/** Where the run of such characters begins that ends before `to`, at most `most` characters back. */
export function runStart(text: string, to: number, bits: number, most: number): number {
  let at = to;
  while (at > 0 && to - at < most && isOf(text.charCodeAt(at - 1), bits)) at -= 1;
  return at;
}

/** Where the line ends that `at` stands in. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Without the characters at its end that are of these. */
export function withoutEnd(text: string, chars: string): string {
  let end = text.length;
  while (end > 0 && chars.includes(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}

/** How far a look back goes that asks what a name stands in. */
const LOOK_BACK = 400;

/** Where the line begins, or a place some hundred characters back on a long one. */
export function lineStart(text: string, at: number): number {
  const floor = Math.max(0, at - LOOK_BACK);
  for (let i = at - 1; i >= floor; i -= 1) if (text.charCodeAt(i) === 10) return i + 1;
  return floor;
}

/** The rest of the line from `at` on, at most so many characters: on a line of megabytes nobody looks for its end. */
export function restOfLine(text: string, at: number, most: number): string {
  const window = text.slice(at, at + most);
  const end = window.indexOf("\n");
  return end < 0 ? window : window.slice(0, end);
}
