import { createHash, type Hash } from "node:crypto";
import { HealError } from "../core/errors.js";

/** Deepest nesting that is parsed. Real payloads stay below 20; V8's JSON.stringify overflows near 7,000. */
export const MAX_DEPTH = 200;

/**
 * Values that a body may hold: GitHub's have some 40 bytes a value, so its largest body stays below a million. Each takes up
 * to 60 bytes of memory whatever its length (`{}`).
 */
const MAX_VALUES = 2_000_000;

/**
 * Keys of one object: those that senders have are named by people. Each new one costs a microsecond and a hundred bytes,
 * twenty times what a value in a list does.
 */
const MAX_KEYS = 100_000;
const LIST = 0xffff_ffff;

/** Texts of a body longer than this are cut before it is parsed: nothing that is read of one is longer. */
export const LONG_TEXT = 1024 * 1024;

const [QUOTE, BACKSLASH, COMMA, U] = [0x22, 0x5c, 0x2c, 0x75];
const OPEN = [0x5b, 0x7b] as const;
const CLOSE = [0x5d, 0x7d] as const;
const ESCAPES = new Set([...'"\\/bfnrtu'].map((c) => c.charCodeAt(0)));
const HEX = new Set([..."0123456789abcdefABCDEF"].map((c) => c.charCodeAt(0)));

/**
 * One pass over a large body as it comes: its depth and values are bounded, and of a text longer than `longest` bytes only
 * the start is kept, with a digest of the rest, so that two texts stay two. What is left out is JSON too: it is looked at.
 */
export class Scan {
  #depth = 0;
  #values = 0;
  /** Keys of the object that is open at each depth. */
  readonly #keys = new Uint32Array(MAX_DEPTH + 1).fill(LIST);
  #inText = false;
  /** Bytes of an escape that are still to come; 5: the one behind the backslash. */
  #escape = 0;
  #length = 0;
  #rest: { hash: Hash; bytes: number } | null = null;

  constructor(private readonly longest = LONG_TEXT) {}

  /** What is kept of the piece, in order. Throws `HEAL_PAYLOAD_INVALID`, `HEAL_TOO_COSTLY`. */
  push(bytes: Buffer): Buffer[] {
    const kept: Buffer[] = [];
    let from = 0;
    for (let i = 0; i < bytes.length; ) {
      if (!this.#inText) {
        i = this.#outside(bytes, i);
        continue;
      }
      const byte = bytes[i] as number;
      if (this.#escape > 0) this.#inEscape(byte);
      else if (byte === QUOTE) {
        this.#inText = false;
        if (this.#rest) {
          this.#drop(bytes.subarray(from, i));
          kept.push(this.#mark());
          from = i;
        }
      } else if (this.#length >= this.longest && !this.#rest && (byte & 0xc0) !== 0x80) {
        // At the start of a character, so that no half of one is left.
        kept.push(bytes.subarray(from, i));
        from = i;
        this.#rest = { hash: createHash("sha256"), bytes: 0 };
        continue;
      } else if (byte === BACKSLASH) {
        this.#length += 1;
        this.#escape = 5;
      } else if (this.#rest || this.#length < this.longest) {
        i = this.#plain(bytes, i);
        continue;
      }
      i += 1;
    }
    if (this.#rest) this.#drop(bytes.subarray(from));
    else if (from < bytes.length) kept.push(bytes.subarray(from));
    return kept;
  }

  /** Up to the next text. */
  #outside(bytes: Buffer, start: number): number {
    for (let i = start; i < bytes.length; i += 1) {
      const byte = bytes[i] as number;
      if (byte === QUOTE) {
        this.#inText = true;
        this.#length = 0;
        return i + 1;
      }
      if (byte === COMMA) this.#member();
      else if (byte === OPEN[0] || byte === OPEN[1]) {
        this.#count();
        if ((this.#depth += 1) > MAX_DEPTH)
          throw invalid(`the JSON is nested deeper than ${MAX_DEPTH} levels`);
        this.#keys[this.#depth] = byte === OPEN[1] ? 1 : LIST;
      } else if (byte === CLOSE[0] || byte === CLOSE[1]) this.#depth -= 1;
    }
    return bytes.length;
  }

  /** Up to a quote, a backslash, or the length at which a text is cut. */
  #plain(bytes: Buffer, start: number): number {
    const dropped = this.#rest !== null;
    const end = dropped ? bytes.length : Math.min(bytes.length, start + this.longest - this.#length);
    let i = start;
    for (; i < end; i += 1) {
      const byte = bytes[i] as number;
      if (byte === QUOTE || byte === BACKSLASH) break;
      // JSON.parse finds these in what is kept.
      if (byte < 0x20 && dropped) throw invalid("the body is not JSON");
    }
    this.#length += i - start;
    return i;
  }

  /** Throws when the body ended within a text of which nothing more is kept. */
  end(): void {
    if (this.#rest) throw invalid("the body is not JSON");
  }

  #count(): void {
    if ((this.#values += 1) > MAX_VALUES)
      throw new HealError("HEAL_TOO_COSTLY", `the JSON holds more than ${MAX_VALUES} values`);
  }

  #member(): void {
    this.#count();
    const keys = this.#keys[this.#depth] ?? LIST;
    if (keys === LIST) return;
    if (keys >= MAX_KEYS)
      throw new HealError("HEAL_TOO_COSTLY", `an object of the JSON has more than ${MAX_KEYS} keys`);
    this.#keys[this.#depth] = keys + 1;
  }

  #inEscape(byte: number): void {
    const first = this.#escape === 5;
    if (this.#rest && !(first ? ESCAPES : HEX).has(byte)) throw invalid("the body is not JSON");
    this.#escape = first && byte !== U ? 0 : this.#escape - 1;
  }

  #drop(piece: Buffer): void {
    this.#rest?.hash.update(piece);
    if (this.#rest) this.#rest.bytes += piece.length;
  }

  #mark(): Buffer {
    const { hash, bytes } = this.#rest ?? { hash: createHash("sha256"), bytes: 0 };
    this.#rest = null;
    return Buffer.from(`… [${bytes} bytes more, sha256 ${hash.digest("hex")}]`, "utf8");
  }
}

const invalid = (reason: string): HealError => new HealError("HEAL_PAYLOAD_INVALID", reason);
