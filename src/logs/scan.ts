import { setImmediate } from "node:timers/promises";
import {
  countLines,
  LINE_BYTES,
  linesIn,
  NEWLINE,
  shortened,
  suspects,
  type Block,
  type Kept,
} from "./block.js";
import type { KeptLog, LogLines } from "./text.js";
import { linesOfKept } from "./text.js";

/** Lines kept whole at both ends of a log; between them only the surroundings of suspicious lines are kept. */
const HEAD_LINES = 2_000;
const TAIL_LINES = 6_000;
/** Lines kept of the middle: the first ones and the last ones that qualify. */
const MIDDLE_FIRST = 1_500;
const MIDDLE_LAST = 3_500;
/** Bytes read before the event loop gets its turn. */
const BLOCK = 256 * 1024;
/** Bytes of a buffer: a block, and what was held of the line it begins in. */
const ROOM = BLOCK + LINE_BYTES;
const NONE = Buffer.alloc(0);

/**
 * Reads a log of any size and keeps what a cause can be found in: memory does not grow with the log, time is linear.
 * `push` takes blocks of bytes; `finish` gives the lines. Bytes are copied into a few buffers that are used again and again, so
 * that a long log leaves little for the garbage collector.
 */
export class LogScan {
  private readonly head: Kept[] = [];
  private readonly first: Kept[] = [];
  private last: Kept[] = [];
  /** Blocks that may still belong to the tail. */
  private readonly tail: Block[] = [];
  private readonly spare: Buffer[] = [];
  private tailLines = 0;
  private rest: Buffer = NONE;
  private restCut = false;
  private lines = 0;
  private cutLines = 0;
  private ended = true;
  private bytes = 0;

  /** `searched`: bytes in which suspicious lines of the middle are looked for. */
  constructor(private readonly searched = Infinity) {}

  /** Takes the next bytes of the log, at most a few hundred kilobytes at once to keep pauses short. */
  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.bytes += bytes.length;
    this.ended = bytes[bytes.length - 1] === NEWLINE;
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.hold(bytes);
      return;
    }
    const held = this.rest;
    const from = this.restCut ? bytes.indexOf(NEWLINE) : 0;
    this.rest = NONE;
    this.restCut = false;
    this.take(held, bytes.subarray(from, end + 1));
    if (end + 1 < bytes.length) this.hold(bytes.subarray(end + 1));
  }

  /** The log as kept. `note` says why reading stopped early, if it did. */
  finish(note?: string): LogLines {
    return linesOfKept(this.kept(note));
  }

  /** The same, not cleaned yet. */
  kept(note?: string): KeptLog {
    if (this.rest.length > 0) this.take(this.rest, Buffer.from("\n"));
    this.rest = NONE;
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
    return { raws, numbers, total: this.lines, complete: this.ended, notes, bytes: this.bytes };
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

  /** Takes whole lines: what was held of the first one, and the rest. */
  private take(held: Buffer, more: Buffer): void {
    const size = held.length + more.length;
    const at = this.spare.findIndex(({ length }) => length >= size);
    const buffer = this.spare.splice(at, at < 0 ? 0 : 1)[0] ?? Buffer.allocUnsafeSlow(Math.max(size, ROOM));
    held.copy(buffer);
    more.copy(buffer, held.length);
    const whole = buffer.subarray(0, size);
    const lines = countLines(whole);
    const bytes = shortened(whole, lines);
    if (bytes !== whole) this.spare.push(buffer);
    this.tail.push({ bytes, from: this.lines + 1, lines, ...(bytes === whole ? { buffer } : {}) });
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
    const found = this.bytes > this.searched ? [] : suspects(block);
    if (block.buffer) this.spare.push(block.buffer);
    for (const kept of found) {
      if (kept.number <= HEAD_LINES) continue;
      if (this.first.length < MIDDLE_FIRST) this.first.push(kept);
      else this.last.push(kept);
    }
    if (this.last.length > 2 * MIDDLE_LAST) this.last = this.last.slice(-MIDDLE_LAST);
  }
}

/** Bytes in pieces of at most `BLOCK`. */
export function* blocksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += BLOCK) yield bytes.subarray(at, at + BLOCK);
}

export interface ScanOptions {
  /** Bytes read at most; the rest is left out with a note. */
  readonly limit?: number;
  /** Bytes in which suspicious lines of the middle are looked for. */
  readonly searched?: number;
  /** Told the bytes read so far, block by block. */
  readonly progress?: (bytes: number) => void;
}

/** Reads a log to its end as it arrives; the event loop gets its turn between blocks. Rejects when the log does. */
export async function scanLog(
  log: AsyncIterable<Buffer>,
  { limit = Infinity, searched, progress }: ScanOptions = {},
): Promise<KeptLog> {
  const scan = new LogScan(searched);
  let read = 0;
  for await (const block of inBlocks(log)) {
    scan.push(block);
    read += block.length;
    progress?.(read);
    if (read > limit) return scan.kept(`only the first ${Math.round(limit / 1024 / 1024)} MiB were read`);
    await setImmediate();
  }
  return scan.kept();
}

/**
 * The same bytes in pieces of `BLOCK`, however they arrive: what is kept does not depend on a network's packets. Each piece is
 * good until the next one is asked for.
 */
async function* inBlocks(log: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafeSlow(BLOCK);
  let size = 0;
  for await (const bytes of log)
    for (let at = 0; at < bytes.length; ) {
      const copied = bytes.copy(block, size, at);
      at += copied;
      size += copied;
      if (size < BLOCK) continue;
      yield block;
      size = 0;
    }
  if (size > 0) yield block.subarray(0, size);
}
