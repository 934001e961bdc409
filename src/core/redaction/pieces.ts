/** A line up to this length is looked at whole: no line of a log, and few bodies, are longer. */
const PIECE = 64 * 1024;
export const LONG = PIECE;
/** Where no good place to cut is found a piece grows to this, and is cut anywhere then. */
export const LONGEST = 1024 * 1024;
/** Places that are tried, the best kind first, before a piece grows. */
const TRIES = 3;
/** What stands before and behind a cut when it is tried: a header with its cookies, a command with its password. */
const [BEFORE, BEHIND] = [1_000, 300];

/**
 * The clean text of a line of any length, in pieces: patterns over a line of megabytes take memory in proportion, and V8's
 * stack ends before a match of that length does.
 */
export function inPieces(line: string, clean: (piece: string) => string): string {
  return line.length <= PIECE ? clean(line) : [...pieces(line, clean)].join("");
}

/** The clean pieces themselves, in order. */
function* pieces(line: string, clean: (piece: string) => string): Generator<string> {
  for (let from = 0; from < line.length; ) {
    const to = line.length - from <= PIECE ? line.length : cutBehind(line, from, clean);
    yield clean(line.slice(from, to));
    from = to;
  }
}

/** Where a line is cut that goes on: at most `LONGEST` behind. */
export function cutBehind(line: string, from: number, clean: (piece: string) => string): number {
  for (let size = PIECE; from + size < line.length && size <= LONGEST; size *= 4) {
    const end = from + size;
    const floor = end - size / 2;
    const member = lastMember(line, floor, end);
    if (member > 0) return member;
    for (const kind of [ESCAPED_LINE, BLANK, MARK, AFTER_MARK])
      for (let at = kind(line, floor, end), tries = 0; at > 0 && tries < TRIES; tries += 1) {
        if (isSeam(line, at, clean)) return at;
        at = kind(line, floor, at - 1);
      }
  }
  return Math.min(line.length, from + LONGEST);
}

/** Nothing that is hidden reaches over the place: its two sides come to the same alone as together. */
function isSeam(line: string, at: number, clean: (piece: string) => string): boolean {
  const [left, right] = [line.slice(Math.max(0, at - BEFORE), at), line.slice(at, at + BEHIND)];
  return clean(left + right) === clean(left) + clean(right);
}

/** Between the two places, -1 when it is not there: a search back to the line's start would make long lines quadratic. */
function lastOf(what: string, line: string, floor: number, end: number): number {
  const at = line.slice(floor + 1, end).lastIndexOf(what);
  return at < 0 ? -1 : floor + 1 + at;
}

/** Behind `",` of JSON, where no pattern reaches over; not where the quote is escaped, as it stands in a text then. */
function lastMember(line: string, floor: number, end: number): number {
  for (let at = lastOf('",', line, floor, end); at > floor; at = lastOf('",', line, floor, at + 1))
    if (line[at - 1] !== "\\") return at + 2;
  return -1;
}

type Place = (line: string, floor: number, end: number) => number;

/** Behind an escaped line end in a JSON string. */
const ESCAPED_LINE: Place = (line, floor, end) => {
  const at = lastOf("\\n", line, floor, end);
  return at > floor ? at + 2 : -1;
};
const BLANK: Place = (line, floor, end) => lastOf(" ", line, floor, end);
/** Characters that no token is made of. */
const MARK: Place = (line, floor, end) => {
  for (let at = end - 1; at > floor; at -= 1) if (!isTokenCharacter(line.charCodeAt(at))) return at;
  return -1;
};

/** Behind such a character: an `@` belongs to what stands before it. */
const AFTER_MARK: Place = (line, floor, end) => {
  const at = MARK(line, floor, end - 1);
  return at < 0 ? -1 : at + 1;
};

/** Letters, digits, `+ - . / = _ ~ :` and whatever is not ASCII. */
function isTokenCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 45 && code <= 58) ||
    (code >= 65 && code <= 90) ||
    code === 61 ||
    code === 95 ||
    code === 43 ||
    code > 126
  );
}
