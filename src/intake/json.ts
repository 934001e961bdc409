import { isUtf8 } from "node:buffer";
import { HealError, reasonOf } from "../core/errors.js";

/** Deepest nesting that is parsed. Real payloads stay below 20; V8's JSON.stringify overflows near 7,000. */
export const MAX_DEPTH = 200;

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
 * Values that a body may hold: GitHub's have some 40 bytes a value, so its largest body stays below a million. Each takes up
 * to 60 bytes of memory whatever its length (`{}`).
 */
const MAX_VALUES = 2_000_000;

/** Commas and openings outside of strings: about one a value. */
function manyValues(bytes: Buffer): boolean {
  if (bytes.length <= MAX_VALUES) return false;
  let values = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COMMA || byte === OPEN[0] || byte === OPEN[1]) values += 1;
  }
  return values > MAX_VALUES;
}
const COMMA = 0x2c;

/** Bytes -> value. Throws `HEAL_PAYLOAD_INVALID`, `HEAL_TOO_COSTLY`; the reason quotes nothing of the body. */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new HealError("HEAL_PAYLOAD_INVALID", "the body is not UTF-8");
  if (tooDeep(bytes))
    throw new HealError("HEAL_PAYLOAD_INVALID", `the JSON is nested deeper than ${MAX_DEPTH} levels`);
  if (manyValues(bytes))
    throw new HealError("HEAL_TOO_COSTLY", `the JSON holds more than ${MAX_VALUES} values`);
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
