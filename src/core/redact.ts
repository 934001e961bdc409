import { Lines } from "./redaction/lines.js";
import { ByteRedactor, isPlain, plainUntil, redacted } from "./redaction/stream.js";
export { ByteRedactor } from "./redaction/stream.js";

/** Redacts line by line, remembering what spans lines. One for each text or stream. */
export interface Redactor {
  /** One line without its `\n`; the lines that are ready, in order: some wait for the next. */
  push(text: string): string[];
  /** Those that still wait. */
  end(): string[];
}

export const createRedactor = (): Redactor => new Lines();

/**
 * Text with every secret replaced by `[redacted:kind]`; lines keep their numbers, ordinary text (commit ids, UUIDs,
 * digests, integrity hashes) stays. Idempotent, and linear in the text.
 */
export function redact(text: string): string {
  return isPlain(text) ? text : [...redacted(text)].join("");
}

/** The same of bytes, a piece at a time; null when there is nothing to hide. */
export function redactedPieces(bytes: Uint8Array): Iterable<Buffer> | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const plain = plainUntil(all);
  if (plain === all.length) return null;
  return (function* () {
    if (plain > 0) yield all.subarray(0, plain);
    const redactor = new ByteRedactor();
    yield* redactor.push(all.subarray(plain));
    yield* redactor.end();
  })();
}

/** Every byte a character: what is no ASCII is neither read nor changed. */
const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

/** How much of the bytes before is looked at again: what begins in one piece may be known only with the next. */
const OVERLAP = 8 * 1024;

/** Whether bytes that come in pieces may hold a secret: what holds none costs no redaction. */
export function maySecrets(): { push(bytes: Uint8Array): void; found(): boolean } {
  let [found, rest] = [false, ""];
  return {
    push: (bytes) => {
      if (found) return;
      const text = rest + latin1(bytes);
      found = !isPlain(text);
      rest = text.slice(-OVERLAP);
    },
    found: () => found,
  };
}

/** The same of bytes; those without a secret are given back as they are, whatever encoding they are in. */
export function redactBytes(bytes: Uint8Array): Uint8Array {
  const pieces = redactedPieces(bytes);
  if (pieces === null) return bytes;
  const clean = Buffer.concat([...pieces]);
  return clean.equals(bytes) ? bytes : clean;
}

const SECRET_KEY =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|authorization|cookie|credentials?|(?:api|access|private|auth|signing|encryption)[_-]?key|jwt)$/i;
/** Deeper values are left out whole; intake refuses JSON nested deeper than this. */
const MAX_DEPTH = 200;

/** A copy in which every string is redacted, and whatever stands under a key such as `password` or `apiToken` whole. */
export function redactJson<T>(value: T): T {
  return walk(value, 0) as T;
}

function walk(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redact(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[redacted:too-deep]";
  if (Array.isArray(value)) return value.map((item) => walk(item, depth + 1));
  if (value instanceof Date) return value;
  // fromEntries defines own properties, so that a key `__proto__` stays data.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redact(key),
      hasSecretName(key, item) ? "[redacted:key]" : walk(item, depth + 1),
    ]),
  );
}

/** Whether what stands under this key is a secret by the key's name, whatever it looks like. */
export const hasSecretName = (key: string, item: unknown): boolean =>
  SECRET_KEY.test(key) && item !== null && item !== undefined && typeof item !== "boolean" && item !== "";
