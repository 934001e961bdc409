import { isUtf8 } from "node:buffer";
import { HealError, reasonOf } from "../core/errors.js";
import { INLINE_BYTES } from "../core/offload.js";
import { MAX_DEPTH, Scan } from "./scan.js";

export { MAX_DEPTH };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = [0x5b, 0x7b];
const CLOSE = [0x5d, 0x7d];

/** True when brackets outside strings nest deeper than `limit`: one pass over the bytes, no recursion. */
export function tooDeep(bytes: Buffer, limit = MAX_DEPTH): boolean {
  if (atMostOpen(bytes, limit)) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN[0] || byte === OPEN[1]) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === CLOSE[0] || byte === CLOSE[1]) depth -= 1;
  }
  return false;
}

/** Most bodies hold fewer brackets than the limit, wherever they stand; a native search says so at a fraction of the cost. */
function atMostOpen(bytes: Buffer, limit: number): boolean {
  let count = 0;
  for (const bracket of OPEN)
    for (let at = bytes.indexOf(bracket); at >= 0; at = bytes.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > limit) return false;
    }
  return true;
}

/**
 * Bytes -> value. Of a large body's texts only the first `longest` bytes are kept (default: all of them). Throws
 * `HEAL_PAYLOAD_INVALID`, `HEAL_TOO_COSTLY`; the reason quotes nothing of the body.
 */
export function parseJson(bytes: Buffer, longest = Infinity): unknown {
  if (!isUtf8(bytes)) throw new HealError("HEAL_PAYLOAD_INVALID", "the body is not UTF-8");
  if (bytes.length > INLINE_BYTES) return parseScanned(scanned(bytes, longest));
  if (tooDeep(bytes))
    throw new HealError("HEAL_PAYLOAD_INVALID", `the JSON is nested deeper than ${MAX_DEPTH} levels`);
  return parseScanned(bytes);
}

/** What is kept of a large body. */
function scanned(bytes: Buffer, longest: number): Buffer {
  const scan = new Scan(longest);
  const kept = scan.push(bytes);
  scan.end();
  return kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept);
}

function parseScanned(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch (error) {
    // V8's message quotes the text around the mistake, which may be a secret.
    const position = /at position (\d+)/.exec(reasonOf(error))?.[1];
    throw new HealError(
      "HEAL_PAYLOAD_INVALID",
      `the body is not JSON${position ? `: see byte ${position}` : ""}`,
    );
  }
}

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
