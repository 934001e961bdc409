/** Lines kept before and after a suspicious one. */
const AROUND = 12;
/** Bytes looked at of one line; the rest can only repeat it. */
export const LINE_BYTES = 4_000;
/** Mean bytes of a block's lines from which it is held without what no line shows. */
const LONG_LINES = 1_000;
export const NEWLINE = 10;

/** Words without which a line of the middle is hardly ever a cause. One pass of one alternation over Latin-1 text. */
const suspicious =
  /[Ee]rror|ERR|[Ff]ail(?!ures?: 0|ed: 0)|FAIL|[Ff]atal|FATAL|[Ee]xception|Traceback|[Pp]anic|Caused by|not ok |Segmentation|core dumped|[Kk]illed|[Tt]imed? ?out|undefined reference|No such file|[Cc]annot |command not found|[Dd]enied|[Uu]nable to|assert|Sanitizer|\u00e2\u009c[\u0095\u0098\u0096\u0097]/g;

/** A line that is kept, with its number. */
export interface Kept {
  number: number;
  raw: string;
}

/** Bytes that end with a newline. */
export interface Block {
  bytes: Buffer;
  /** Number of its first line. */
  from: number;
  lines: number;
  /** The whole of the memory it lies in, where that may be used again. */
  buffer?: Buffer;
}

/** The bytes, of long lines only what is looked at. */
export function shortened(bytes: Buffer, lines: number): Buffer {
  if (bytes.length <= lines * LONG_LINES) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
    if (at - from <= LINE_BYTES) parts.push(bytes.subarray(from, at + 1));
    else parts.push(bytes.subarray(from, from + LINE_BYTES), bytes.subarray(at, at + 1));
    from = at + 1;
  }
  return Buffer.concat(parts);
}

export function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** Lines as text, each with as many of its bytes as are looked at. */
export const linesIn = (bytes: Buffer): string[] => {
  const lines: string[] = [];
  let from = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.toString("utf8", from, Math.min(at, from + LINE_BYTES)));
    from = at + 1;
  }
  return lines;
};

/** At most this many suspicious lines of a block are looked at: a block full of them is one cause repeated. */
const SUSPECTS = 400;

/** Bytes searched at once: a short string leaves with the young garbage. */
const PIECE = 64 * 1024;

/** Offsets of the first suspicious word of lines. */
function suspiciousIn(bytes: Buffer): number[] {
  const hits: number[] = [];
  for (let from = 0; from < bytes.length && hits.length < SUSPECTS; ) {
    const last = bytes.lastIndexOf(NEWLINE, from + PIECE - 1);
    const to = last >= from ? last + 1 : bytes.length;
    const text = bytes.toString("latin1", from, to);
    suspicious.lastIndex = 0;
    for (let match = suspicious.exec(text); match && hits.length < SUSPECTS; match = suspicious.exec(text)) {
      hits.push(from + match.index);
      const end = text.indexOf("\n", match.index);
      suspicious.lastIndex = end < 0 ? text.length : end;
    }
    from = to;
  }
  return hits;
}

/** The suspicious lines of a block, and what stands around them. */
export function suspects(block: Block): Kept[] {
  const { bytes } = block;
  const hits = suspiciousIn(bytes);
  if (hits.length === 0) return [];
  const starts = lineStarts(bytes);
  const wanted = new Set<number>();
  let line = 0;
  for (const hit of hits) {
    while (line + 1 < starts.length && starts[line + 1]! <= hit) line++;
    for (let i = Math.max(0, line - AROUND); i <= Math.min(starts.length - 2, line + AROUND); i++)
      wanted.add(i);
  }
  return [...wanted].map((i) => ({
    number: block.from + i,
    raw: bytes.toString("utf8", starts[i], Math.min(starts[i + 1]! - 1, starts[i]! + LINE_BYTES)),
  }));
}

/** Offsets of all lines and, last, of the end. */
function lineStarts(bytes: Buffer): number[] {
  const starts = [0];
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) starts.push(at + 1);
  return starts;
}
