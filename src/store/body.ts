import { promisify } from "node:util";
import { deflateRaw, deflateRawSync, inflateRaw } from "node:zlib";

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);

/** GitHub's own limit for a webhook body, and ours for alerts. */
export const BODY_LIMIT = 26_214_400;

/** A body of 15 KB takes a tenth of a millisecond here, and several times that to travel to another thread and back. */
const INLINE = 256 * 1024;

export const pack = async (body: Uint8Array): Promise<Buffer> =>
  body.length <= INLINE ? deflateRawSync(body, { level: 1 }) : compress(body, { level: 1 });

export const unpack = (packed: Uint8Array): Promise<Buffer> =>
  decompress(packed, { maxOutputLength: BODY_LIMIT });
