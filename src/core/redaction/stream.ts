import { firstOf, settle } from "./find.js";
import { Lines } from "./lines.js";
import { cutBehind, LONGEST } from "./pieces.js";
import { withoutCodes } from "./view.js";

/** What comes out: a part of the block as it was, or text in the place of a line. */
type Piece = string | readonly [from: number, to: number];

/** Redacts text that comes in blocks of whole lines; ordinary lines between others go through as they are. */
class Blocks {
  readonly #lines = new Lines();

  /** Each line of the block ends in `\n`; `codes` are the low bytes of its characters. */
  *push(block: string, codes: Uint8Array): Generator<Piece> {
    const bare = withoutCodes(block);
    const same = bare.length === block.length;
    const read = same ? codes : Buffer.from(bare, "latin1");
    // The same line in both: `at` in the block, `seen` in what is read of it.
    for (let at = 0, seen = 0; at < block.length; ) {
      if (!this.#lines.active) {
        const first = firstOf(bare, read, seen, bare.length);
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

/** A whole text. */
export function* redacted(text: string): Generator<string> {
  const blocks = new Blocks();
  const end = text.lastIndexOf("\n") + 1;
  const block = end === text.length ? text : text.slice(0, end);
  for (const piece of blocks.push(block, Buffer.from(block, "latin1")))
    yield typeof piece === "string" ? piece : block.slice(piece[0], piece[1]);
  yield* blocks.end(text.slice(end));
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
    const end = bytes.lastIndexOf(10) + 1;
    if (end > 0)
      for (const piece of this.#blocks.push(bytes.toString("latin1", 0, end), bytes))
        yield typeof piece === "string" ? Buffer.from(piece, "latin1") : bytes.subarray(piece[0], piece[1]);
    this.#rest = bytes.subarray(end);
    while (this.#rest.length > 2 * LONGEST) yield this.#cut();
  }

  *end(): Generator<Buffer> {
    for (const piece of this.#blocks.end(this.#rest.toString("latin1"))) yield Buffer.from(piece, "latin1");
    this.#rest = Buffer.alloc(0);
  }

  /** The beginning of a line that does not end. */
  #cut(): Buffer {
    const text = this.#rest.toString("latin1", 0, 2 * LONGEST);
    const to = cutBehind(text, 0, settle);
    this.#rest = this.#rest.subarray(to);
    return Buffer.from(settle(text.slice(0, to)), "latin1");
  }
}
