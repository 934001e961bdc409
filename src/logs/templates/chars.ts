/** Classes of characters. */
export const SPACE = 1;
export const DELIMITER = 2;
export const DIGIT = 3;
export const LETTER = 4;
export const INNER = 5;

const CLASS = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const char = String.fromCharCode(code);
  if (code <= 32 || code === 127) CLASS[code] = SPACE;
  else if (code >= 48 && code <= 57) CLASS[code] = DIGIT;
  else if (/[a-z]/i.test(char)) CLASS[code] = LETTER;
  else if ("=:,;()[]{}<>\"'|`!?".includes(char)) CLASS[code] = DELIMITER;
  else CLASS[code] = INNER;
}

/** The class of a UTF-16 unit: ASCII by table, everything above is a letter; `NaN` (past the end) is white space. */
export const classOf = (code: number): number => (code < 128 ? CLASS[code]! : code >= 128 ? LETTER : SPACE);

/** Words that are values wherever they stand, and names of days. */
const VALUES = new Set(
  "true false null nil TRUE FALSE NULL True False None Mon Tue Wed Thu Fri Sat Sun".split(" "),
);
const MONTHS = new Set("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "));
/** Units that belong to the number before them. */
const UNITS = new Set(
  "B KB MB GB TB kB KiB MiB GiB byte bytes ns us ms s sec secs second seconds min mins minute minutes hour hours day days".split(
    " ",
  ),
);

export function isValueWord(text: string, from: number, to: number): boolean {
  const length = to - from;
  if (length < 3 || length > 5) return false;
  const word = text.slice(from, to);
  if (VALUES.has(word)) return true;
  // A month stands before a day's number.
  return (
    length === 3 &&
    MONTHS.has(word) &&
    classOf(text.charCodeAt(text[to + 1] === " " ? to + 2 : to + 1)) === DIGIT
  );
}

export function isUnit(text: string, from: number, to: number): boolean {
  return to - from <= 7 && UNITS.has(text.slice(from, to));
}

/** Two hexadecimal letters of a MAC or hardware address (`FF:F2:9F`), or eight and more of a number. */
export function isHexPair(text: string, from: number, to: number): boolean {
  const length = to - from;
  if (length !== 2 && length < 8) return false;
  for (let i = from; i < to; i += 1) if (!isHex(text.charCodeAt(i))) return false;
  if (length >= 8) return true;
  const after = text[to] === ":" && isHex(text.charCodeAt(to + 1)) && isHex(text.charCodeAt(to + 2));
  const before =
    text[from - 1] === ":" && isHex(text.charCodeAt(from - 2)) && isHex(text.charCodeAt(from - 3));
  return after || before;
}

const isHex = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
