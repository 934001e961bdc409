import { firstOf, settle } from "./find.js";
import { Lines } from "./lines.js";
import { behindKey, PemFilter } from "./pem.js";
import { cutBehind, LONGEST } from "./pieces.js";
import { withoutCodes } from "./view.js";

/** Whole lines of about so many bytes are looked at together. V8 maps and clears memory for each string from 128 kB on. */
const BLOCK = 64 * 1024;

/** What comes out: a part of the block as it was, or text in the place of a line. */
type Piece = string | readonly [from: number, to: number];

/** The low bytes of a text's characters; those of the block before are gone then. */
class Codes {
  #memory = Buffer.alloc(0);

  of(text: string): Uint8Array {
    if (text.length > BLOCK) return Buffer.from(text, "latin1");
    if (this.#memory.length < text.length) this.#memory = Buffer.allocUnsafeSlow(text.length);
    this.#memory.write(text, 0, "latin1");
    return this.#memory;
  }
}

/** Redacts text that comes in blocks of whole lines; ordinary lines between others go through as they are. */
class Blocks {
  readonly #lines = new Lines();
  readonly #codes = new Codes();

  /** Each line of the block ends in `\n`; `codes` are the low bytes of its characters. */
  *push(block: string, codes = this.#codes.of(block)): Generator<Piece> {
    const bare = withoutCodes(block);
    const same = bare.length === block.length;
    const read = same ? codes : this.#codes.of(bare);
    // The same line in both: `at` in the block, `seen` in what is read of it.
    for (let at = 0, seen = 0; at < block.length; ) {
      if (!this.#lines.active) {
        const first = firstOf(bare, read, seen, bare.length, this.#lines.rules);
        if (first === bare.length) {
          yield [at, block.length];
          return;
        }
        const start = bare.lastIndexOf("\n", first - 1) + 1;
        if (start > seen) {
          const raw = same ? start : skipLines(block, at, bare, seen, start);
          yield [at, raw];
          [at, seen] = [raw, start];
        }
      }
      const end = block.indexOf("\n", at);
      for (const line of this.#lines.push(block.slice(at, end))) yield `${line}\n`;
      at = end + 1;
      seen = same ? at : bare.indexOf("\n", seen) + 1;
    }
  }

  /** What stands behind the last `\n`, which may be nothing. */
  *end(rest: string): Generator<string> {
    const lines = rest === "" ? this.#lines.end() : [...this.#lines.push(rest), ...this.#lines.end()];
    for (const [i, line] of lines.entries()) yield rest === "" || i < lines.length - 1 ? `${line}\n` : line;
  }
}

/** Where the line begins in the block that begins at `to` in the bare text. */
function skipLines(block: string, at: number, bare: string, from: number, to: number): number {
  let raw = at;
  for (let i = bare.indexOf("\n", from); i >= 0 && i < to; i = bare.indexOf("\n", i + 1))
    raw = block.indexOf("\n", raw) + 1;
  return raw;
}

/** Where the block ends that begins at `from`: behind its last `\n`, -1 when there is none any more. */
function blockEnd(lines: string | Buffer, from: number): number {
  if (from >= lines.length) return -1;
  const last = lines.lastIndexOf("\n", from + BLOCK - 1);
  return (last >= from ? last : lines.indexOf("\n", from + BLOCK)) + 1 || -1;
}

/** A whole text. */
export function* redacted(text: string): Generator<string> {
  const blocks = new Blocks();
  let at = 0;
  for (let to = blockEnd(text, 0); to > 0; to = blockEnd(text, at)) {
    const block = text.slice(at, to);
    for (const piece of blocks.push(block))
      yield typeof piece === "string" ? piece : block.slice(piece[0], piece[1]);
    at = to;
  }
  yield* blocks.end(text.slice(at));
}

/** Whether no line of the text must be looked at. */
export const isPlain = (text: string): boolean => plainUntil(text) === text.length;

const screened = new Codes();

/** The start of the first block in which a line must be looked at; the length when there is none. */
export function plainUntil(text: string | Buffer): number {
  for (let at = 0, to = 0; at < text.length; at = to) {
    to = blockEnd(text, at);
    if (to < 0) to = text.length;
    const block = typeof text === "string" ? text.slice(at, to) : text.toString("latin1", at, to);
    const bare = withoutCodes(block);
    const isAsItWas = typeof text !== "string" && bare.length === block.length;
    const codes = isAsItWas ? text.subarray(at, to) : screened.of(bare);
    if (firstOf(bare, codes, 0, bare.length) < bare.length) return at;
  }
  return text.length;
}

/**
 * Bytes in any encoding that ASCII is a part of, in chunks as they come: every byte that is no secret comes out as it
 * went in. The memory it takes does not grow with the length of lines.
 */
export class ByteRedactor {
  readonly #blocks = new Blocks();
  #rest: Buffer = Buffer.alloc(0);

  *push(chunk: Buffer): Generator<Buffer> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let going = true; going; ) {
      const to = blockEnd(bytes, at);
      if (to > 0 && to - at <= WINDOW) {
        const block = bytes.subarray(at, to);
        for (const piece of this.#blocks.push(block.toString("latin1"), block))
          yield typeof piece === "string" ? Buffer.from(piece, "latin1") : block.subarray(piece[0], piece[1]);
        at = to;
      } else if (bytes.length - at > WINDOW) at += yield* beginning(bytes.subarray(at, at + WINDOW));
      else going = false;
    }
    this.#rest = bytes.subarray(at);
  }

  *end(): Generator<Buffer> {
    for (const piece of this.#blocks.end(this.#rest.toString("latin1"))) yield Buffer.from(piece, "latin1");
    this.#rest = Buffer.alloc(0);
  }
}

/** A line that is longer is given a part at a time. */
const WINDOW = 2 * LONGEST;

/** The beginning of a long line, without the part that must be seen with what follows; answers how long it was. */
function* beginning(line: Buffer): Generator<Buffer, number> {
  const text = line.toString("latin1");
  let at = 0;
  while (text.length - at > LONGEST) {
    const to = behindKey(
      text,
      at,
      cutBehind(text, at, (piece) => settle(piece)),
    );
    yield Buffer.from(settle(new PemFilter().line(text.slice(at, to))), "latin1");
    at = to;
  }
  return at;
}
