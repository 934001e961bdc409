import { promisify } from "node:util";
import { createDeflateRaw, deflateRaw, deflateRawSync, inflateRaw } from "node:zlib";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import { redactedPieces } from "../core/redact.js";

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);

/** GitHub's own limit for a webhook body, and ours for alerts. */
export const BODY_LIMIT = 26_214_400;

/** A body of 15 KB takes a tenth of a millisecond here, and several times that to travel to another thread and back. */
const INLINE = 256 * 1024;

export const pack = async (body: Uint8Array): Promise<Buffer> =>
  body.length <= INLINE ? deflateRawSync(body, { level: 1 }) : compress(body, { level: 1 });

/** What `pack(redactBytes(body))` gives, a piece at a time: a long body is never in memory three times. */
export function packPieces(body: Uint8Array): Promise<Buffer> {
  const clean = redactedPieces(body);
  if (clean === null) return pack(body);
  return buffer(Readable.from(clean, { objectMode: true }).pipe(createDeflateRaw({ level: 1 })));
}

/** A mark is at most four times as long as the secret it stands for (`://:p@`). */
export const unpack = (packed: Uint8Array): Promise<Buffer> =>
  decompress(packed, { maxOutputLength: 4 * BODY_LIMIT });
