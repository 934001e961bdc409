import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";

/** Turns the bytes of a report into text, piece by piece. */
export interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
  /** Set once bytes were met that the encoding does not have. */
  readonly warning: string | null;
}

/** Bytes that are looked at to find the encoding: the longest XML declaration is far shorter. */
export const HEAD_BYTES = 1_024;

/**
 * The decoder for a report that begins like this. A byte order mark decides, then the zero bytes of UTF-16 without one, then
 * what an XML declaration names; a declaration of UTF-16 over single bytes is wrong (.NET writes it so), and is read as UTF-8.
 */
export function decoderFor(head: Buffer): Decoder {
  const [a = -1, b = -1] = head;
  if ((a === 0xff && b === 0xfe) || (a > 0 && b === 0)) return withLabel("utf-16le");
  if ((a === 0xfe && b === 0xff) || (a === 0 && b > 0)) return withLabel("utf-16be");
  const declared = /^[^>]{0,500}?<\?xml\s[^>]{0,300}?encoding\s*=\s*["']([\w.:-]{1,40})["']/i
    .exec(head.toString("latin1"))?.[1]
    ?.toLowerCase();
  if (declared === undefined || /^(?:utf-?(?:8|16|32)|ucs-?[24]|(?:us-)?ascii$)/.test(declared))
    return utf8();
  if (/^(?:iso-?8859-1|latin-?1|windows-1252|cp-?1252|x-cp1252|l1)$/.test(declared)) return windows1252();
  try {
    return withLabel(declared);
  } catch (error) {
    // An encoding that does not exist.
    if (typeof error === "object" && error && "code" in error && error.code === "ERR_ENCODING_NOT_SUPPORTED")
      return utf8();
    throw error;
  }
}

function withLabel(label: string): Decoder {
  const decoder = new TextDecoder(label);
  return {
    warning: null,
    write: (bytes) => decoder.decode(bytes, { stream: true }),
    end: () => decoder.decode(),
  };
}

/** What windows-1252 has at 0x80 to 0x9f, where ISO-8859-1 has control characters that no report means (WHATWG Encoding). */
const AT_80 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

// Some versions of Node decode windows-1252 as ISO-8859-1 (nodejs/node#56542), so this is not left to `TextDecoder`.
const from1252 = (bytes: Buffer): string =>
  bytes.toString("latin1").replace(/[\x80-\x9f]/g, (letter) => AT_80.charAt(letter.charCodeAt(0) - 0x80));

const windows1252 = (): Decoder => ({ warning: null, write: from1252, end: () => "" });

/** UTF-8, or windows-1252 for a piece in which not one letter beyond ASCII is UTF-8: a tool that wrote in the system's encoding. */
function utf8(): Decoder {
  let rest: Buffer = Buffer.alloc(0);
  let warning: string | null = null;
  const decode = (bytes: Buffer): string => {
    if (isUtf8(bytes)) return bytes.toString("utf8");
    const text = bytes.toString("utf8");
    // U+FFFD stands for what is not UTF-8; any other letter beyond ASCII shows that the rest is.
    const mixed = /[^\0-\x7f\ufffd]/.test(text);
    warning ??= mixed ? "some bytes are not UTF-8" : "not UTF-8 as it says: read as windows-1252";
    return mixed ? text : from1252(bytes);
  };
  return {
    get warning() {
      return warning;
    },
    write(bytes) {
      const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
      const end = all.length - unfinished(all);
      rest = Buffer.from(all.subarray(end));
      return decode(all.subarray(0, end));
    },
    end: () => decode(rest),
  };
}

/** How many bytes at the end begin a character that goes on in the next piece. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
