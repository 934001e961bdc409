import { redactAssignments } from "./redaction/assignments.js";
import { redactHeaders } from "./redaction/headers.js";
import { PemFilter } from "./redaction/pem.js";
import { inPieces, pieces } from "./redaction/pieces.js";
import { ByteScreen, mayContain, NO_GROUPS, screenBytes, screenText } from "./redaction/screen.js";
import { redactTokens } from "./redaction/tokens.js";

/** Redacts line by line, remembering what spans lines (PEM keys). One for each text or stream. */
export interface Redactor {
  /** One line without its `\n`. */
  line(text: string): string;
}

export function createRedactor(): Redactor {
  const pem = new PemFilter();
  return { line: (text) => inPieces(pem.line(text), settle) };
}

/** What is hidden can uncover the edge of what stood beside it, so a changed line is looked at again. */
function settle(text: string): string {
  let line = text;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const screen = screenText(line);
    if (screen === NO_GROUPS) return line;
    const hidden = redactHeaders(mayContain(screen, "token") ? redactTokens(line) : line, screen);
    const next = mayContain(screen, "assignment") ? redactAssignments(hidden) : hidden;
    if (next === line) return line;
    line = next;
  }
  return line;
}
const MAX_PASSES = 8;

/**
 * Text with every secret replaced by `[redacted:kind]`; lines keep their numbers, ordinary text (commit ids, UUIDs,
 * digests, integrity hashes) stays. Idempotent, and linear in the text.
 */
export function redact(text: string): string {
  const redactor = createRedactor();
  if (!text.includes("\n")) return redactor.line(text);
  return text
    .split("\n")
    .map((line) => redactor.line(line))
    .join("\n");
}

/** The same of UTF-8 bytes, a piece of some 64 kB of UTF-8 at a time; null when there is nothing to hide. */
export function redactedPieces(bytes: Uint8Array): Iterable<Buffer> | null {
  if (screenBytes(bytes) === NO_GROUPS) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return (function* () {
    const pem = new PemFilter();
    for (let from = 0; from <= text.length; ) {
      const end = text.indexOf("\n", from);
      const line = text.slice(from, end < 0 ? text.length : end);
      for (const piece of pieces(pem.line(line), settle)) yield Buffer.from(piece, "utf8");
      if (end < 0) return;
      yield LINE_END;
      from = end + 1;
    }
  })();
}
const LINE_END = Buffer.from("\n");

/** Whether bytes that come in pieces may hold a secret: what holds none costs no redaction. */
export function maySecrets(): { push(bytes: Uint8Array): void; found(): boolean } {
  const screen = new ByteScreen();
  return { push: (bytes) => screen.push(bytes), found: () => screen.found !== NO_GROUPS };
}

/** The same of UTF-8 bytes; those without a secret are given back as they are, whatever encoding they are in. */
export function redactBytes(bytes: Uint8Array): Uint8Array {
  if (screenBytes(bytes) === NO_GROUPS) return bytes;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const clean = redact(text);
  return clean === text ? bytes : Buffer.from(clean, "utf8");
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
