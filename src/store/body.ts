import { promisify } from "node:util";
import { constants, createInflateRaw, deflateRaw, deflateRawSync, inflateRaw } from "node:zlib";
import { redactedPieces } from "../core/redact.js";

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);

/** GitHub's own limit for a webhook body, and ours for alerts. */
export const BODY_LIMIT = 26_214_400;

/** A body of 15 KB takes a tenth of a millisecond here, and several times that to travel to another thread and back. */
const INLINE = 256 * 1024;

export const pack = async (body: Uint8Array): Promise<Buffer> =>
  body.length <= INLINE ? deflateRawSync(body, { level: 1 }) : compress(body, { level: 1 });

/**
 * What `pack(redactBytes(body))` unpacks to, a piece at a time: a long body is never in memory three times. All of it is done
 * in the calling thread, which may be one of low priority; zlib's own threads are not.
 */
export function packPieces(body: Uint8Array): Buffer {
  const clean = redactedPieces(body) ?? [body];
  const packed: Buffer[] = [];
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  // A piece that ends on a byte (RFC 1951, 3.2.4) can stand before another; only the last says that it is the last.
  const flush = (finishFlush: number) => {
    const whole = waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting);
    packed.push(deflateRawSync(whole, { level: 1, finishFlush }));
    [waiting, bytes] = [[], 0];
  };
  for (const piece of clean) {
    waiting.push(piece);
    if ((bytes += piece.length) >= INLINE) flush(constants.Z_SYNC_FLUSH);
  }
  flush(constants.Z_FINISH);
  return Buffer.concat(packed);
}

/** The body when it has at most `limit` bytes, null when it has more: it is looked at no further then. */
export async function unpackSmall(packed: Uint8Array, limit: number): Promise<Buffer | null> {
  if (packed.length > limit) return null;
  try {
    return await decompress(packed, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return null;
    throw error;
  }
}

/** The body a piece at a time, for who does not need it whole. */
export async function* unpackPieces(packed: Uint8Array): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  inflate.end(packed);
  let length = 0;
  for await (const piece of inflate as AsyncIterable<Buffer>) {
    if ((length += piece.length) > LARGEST)
      throw new RangeError("the body is larger than any that is stored");
    yield piece;
  }
}

/** A mark is at most four times as long as the secret it stands for (`://:p@`). */
const LARGEST = 4 * BODY_LIMIT;
