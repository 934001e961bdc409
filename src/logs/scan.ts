import { cleanLine } from "./clean.js";
import { ansiFlagsOf } from "./line/ansi.js";
import type { LogLines } from "./text.js";

/** Lines kept whole at both ends of a log; between them only the surroundings of suspicious lines are kept. */
const HEAD_LINES = 2_000;
const TAIL_LINES = 6_000;
/** Lines kept of the middle: the first ones and the last ones that qualify. */
const MIDDLE_FIRST = 1_500;
const MIDDLE_LAST = 3_500;
/** Lines kept before and after a suspicious one. */
const AROUND = 12;
/** Bytes read before the event loop gets its turn. */
const BLOCK = 256 * 1024;
/** Bytes looked at of one line; the rest can only repeat it. */
const LINE_BYTES = 4_000;
const NEWLINE = 10;

/** Words without which a line of the middle is hardly ever a cause. One pass of one alternation over Latin-1 text. */
const suspicious =
  /[Ee]rror|ERR|[Ff]ail(?!ures?: 0|ed: 0)|FAIL|[Ff]atal|FATAL|[Ee]xception|Traceback|[Pp]anic|Caused by|not ok |Segmentation|core dumped|[Kk]illed|[Tt]imed? ?out|undefined reference|No such file|[Cc]annot |command not found|[Dd]enied|[Uu]nable to|assert|Sanitizer|\u00e2\u009c[\u0095\u0098\u0096\u0097]/g;

interface Kept {
  number: number;
  raw: string;
}

/**
 * Reads a log of any size and keeps what a cause can be found in: memory does not grow with the log, time is linear.
 * `push` takes blocks of bytes; `finish` gives the lines.
 */
export class LogScan {
  private readonly head: Kept[] = [];
  private readonly first: Kept[] = [];
  private last: Kept[] = [];
  /** Blocks that may still belong to the tail, each with the number of its first line. */
  private tail: { bytes: Buffer; from: number; lines: number }[] = [];
  private tailLines = 0;
  private rest: Buffer = Buffer.alloc(0);
  private restCut = false;
  private lines = 0;
  private cutLines = 0;
  private ended = true;

  /** Takes the next bytes of the log, at most a few hundred kilobytes at once to keep pauses short. */
  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.ended = bytes[bytes.length - 1] === NEWLINE;
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.hold(bytes);
      return;
    }
    const whole =
      this.rest.length > 0
        ? Buffer.concat([this.rest, bytes.subarray(this.restCut ? bytes.indexOf(NEWLINE) : 0, end + 1)])
        : bytes.subarray(0, end + 1);
    this.rest = Buffer.alloc(0);
    this.restCut = false;
    this.take(whole);
    if (end + 1 < bytes.length) this.hold(bytes.subarray(end + 1));
  }

  /** The log as kept. `note` says why reading stopped early, if it did. */
  finish(note?: string): LogLines {
    if (this.rest.length > 0) this.take(Buffer.concat([this.rest, Buffer.from("\n")]));
    this.rest = Buffer.alloc(0);
    const kept = new Map<number, string>();
    for (const { number, raw } of [...this.head, ...this.first, ...this.last]) kept.set(number, raw);
    for (const block of this.tail)
      for (const [i, raw] of linesIn(block.bytes).entries())
        if (block.from + i > this.lines - TAIL_LINES || block.from + i <= HEAD_LINES)
          kept.set(block.from + i, raw);
    const numbers = [...kept.keys()].sort((a, b) => a - b);
    const raws = numbers.map((number) => kept.get(number) ?? "");
    const notes = note === undefined ? [] : [note];
    if (numbers.length < this.lines)
      notes.push(`${this.lines - numbers.length} of ${this.lines} lines were only searched for error words`);
    if (this.cutLines > 0) notes.push(`${this.cutLines} very long lines were cut`);
    return {
      lines: raws.map(cleanLine),
      ansi: Uint8Array.from(raws, ansiFlagsOf),
      numberAt: (i) => numbers[i] ?? this.lines,
      total: this.lines,
      complete: this.ended,
      notes,
    };
  }

  /** Part of a line whose end has not come yet; of an endless one only the beginning is remembered. */
  private hold(bytes: Buffer): void {
    const room = LINE_BYTES - this.rest.length;
    if (room < bytes.length) {
      if (!this.restCut) this.cutLines += 1;
      this.restCut = true;
    }
    if (room > 0) this.rest = Buffer.concat([this.rest, bytes.subarray(0, room)]);
  }

  private take(bytes: Buffer): void {
    const lines = countLines(bytes);
    this.tail.push({ bytes: Buffer.from(bytes), from: this.lines + 1, lines });
    this.lines += lines;
    this.tailLines += lines;
    if (this.head.length < HEAD_LINES)
      for (const raw of linesIn(bytes).slice(0, HEAD_LINES - this.head.length))
        this.head.push({ number: this.head.length + 1, raw });
    while (this.tail.length > 1 && this.tailLines - this.tail[0]!.lines >= TAIL_LINES) this.release();
  }

  /** The oldest block of the tail becomes middle: what is suspicious in it is kept. */
  private release(): void {
    const block = this.tail.shift();
    if (!block) return;
    this.tailLines -= block.lines;
    for (const kept of suspects(block)) {
      if (kept.number <= HEAD_LINES) continue;
      if (this.first.length < MIDDLE_FIRST) this.first.push(kept);
      else this.last.push(kept);
    }
    if (this.last.length > 2 * MIDDLE_LAST) this.last = this.last.slice(-MIDDLE_LAST);
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

const linesIn = (bytes: Buffer): string[] => {
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

function suspects(block: { bytes: Buffer; from: number }): Kept[] {
  const { bytes } = block;
  const text = bytes.toString("latin1");
  suspicious.lastIndex = 0;
  const hits: number[] = [];
  for (let match = suspicious.exec(text); match && hits.length < SUSPECTS; match = suspicious.exec(text)) {
    hits.push(match.index);
    const end = text.indexOf("\n", match.index);
    suspicious.lastIndex = end < 0 ? text.length : end;
  }
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

/** Bytes in pieces of at most `BLOCK`. */
export function* blocksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += BLOCK) yield bytes.subarray(at, at + BLOCK);
}
