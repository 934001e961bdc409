import type { IncomingHttpHeaders } from "node:http";
import { HealError } from "../core/errors.js";
import type { Task } from "../core/offload.js";
import type { Reading } from "../events/signal.js";
import { packPieces, unpackPieces } from "../store/body.js";
import { parseJson } from "./json.js";
import { notRead, readDelivery, type StoredDelivery } from "./read.js";
import { LONG_TEXT, Scan } from "./scan.js";
import type { Identity, Source } from "./source.js";
import { sources } from "./sources/index.js";
import { createGeneric } from "./sources/generic/index.js";
import type { Mapping } from "./sources/generic/mapping.js";
import { createReports } from "./sources/reports/index.js";

/** A source as another thread makes it again; it only reads there, and authenticates nobody. */
export interface SourceName {
  name: string;
  setup?: unknown;
}

const sourceOf = ({ name, setup }: SourceName): Source | undefined => {
  if (name === "generic") return createGeneric(setup as Mapping | undefined);
  if (name === "reports") return reports;
  return sources.find((source) => source.name === name);
};
const reports = createReports({
  verify: async () => ({ ok: false, reason: "tokens are verified where they arrive" }),
  mayReport: async () => false,
});

export interface PrepareInput {
  source: SourceName;
  headers: IncomingHttpHeaders;
  /** What the sender proved about itself. */
  facts: Readonly<Record<string, string>>;
  body: Uint8Array;
  now: Date;
  /** The answer says what it means. */
  read: boolean;
}

export type Prepared =
  | { ok: false; reason: string }
  | {
      ok: true;
      identity: Identity;
      /** Redacted and packed, as it is stored. */
      packed: Uint8Array;
      reading: Reading | null;
    };

/** A proven sender's body: parse, judge, name, redact, pack. Throws `HEAL_PAYLOAD_INVALID`, `HEAL_TOO_COSTLY`. */
export const prepareBody: Task<PrepareInput, Prepared> = {
  name: "take-body",
  run({ source: name, headers, facts, body, now, read }) {
    const source = sourceOf(name);
    if (!source) throw new Error(`there is no source ${name.name}`);
    const bytes = asBuffer(body);
    const named = judge(source, { headers, facts, bytes, now, read });
    return named.ok ? { ...named, packed: packPieces(bytes) } : named;
  },
};

/** In a function of its own, so that the values are garbage before the body is redacted. */
function judge(
  source: Source,
  {
    headers,
    facts,
    bytes,
    now,
    read,
  }: Pick<PrepareInput, "headers" | "facts" | "now" | "read"> & { bytes: Buffer },
): { ok: false; reason: string } | { ok: true; identity: Identity; reading: Reading | null } {
  const json = parseJson(bytes, longestOf(source));
  const may = source.authorize?.(json, facts);
  if (may && !may.ok) return { ok: false, reason: may.reason };
  const identity = source.identify({ headers, body: bytes, now }, json, facts);
  if (!read) return { ok: true, identity, reading: null };
  const { event, action = null } = identity;
  return {
    ok: true,
    identity,
    reading: source.read({ event, action, json, receivedAt: now, headers: facts }),
  };
}

/** A stored delivery, as far as its meaning goes. */
export interface ReadInput extends Omit<StoredDelivery, "body" | "source"> {
  source: SourceName;
  packed: Uint8Array;
}

/** What a stored body means; one of many alerts is given back as bodies of fewer, in order. */
export type BodyReading = (Reading & { parts?: undefined }) | { parts: Uint8Array[] };

export const readBody: Task<ReadInput, BodyReading> = {
  name: "read-body",
  async run({ source: name, packed, ...delivery }) {
    const source = sourceOf(name);
    if (!source) return readDelivery({ ...delivery, source: name.name, body: Buffer.alloc(0) }, []);
    const body = await keptOf(unpackPieces(packed), longestOf(source));
    if (body instanceof HealError) return notRead(source, body.message);
    return readInParts({ ...delivery, source: name.name, body }, [source]);
  },
};

/** A body as it is parsed, its long texts cut: it is never there whole. An error says why nobody can read it. */
async function keptOf(pieces: AsyncIterable<Buffer>, longest: number): Promise<Buffer | HealError> {
  const scan = new Scan(longest);
  const kept: Buffer[] = [];
  for await (const piece of pieces)
    try {
      kept.push(...scan.push(piece));
    } catch (error) {
      if (error instanceof HealError) return error;
      throw error;
    }
  return Buffer.concat(kept);
}

/** The same in this thread. */
export async function readInParts(delivery: StoredDelivery, known: readonly Source[]): Promise<BodyReading> {
  let parsed: { json: unknown } | null = null;
  const parse = (body: Buffer) => (parsed ??= { json: parseJson(body) }).json;
  const parts = partsOf(delivery, known, parse);
  if (parts === null) return readDelivery(delivery, known, parse);
  const packed = Array.from(parts, (part) => packPieces(Buffer.from(JSON.stringify(part), "utf8")));
  return { parts: packed };
}

/** null: it is not one of many, or cannot be read; then `readDelivery` says why. */
function partsOf(
  delivery: StoredDelivery,
  known: readonly Source[],
  parse: (body: Buffer) => unknown,
): Iterable<unknown> | null {
  const split = known.find(({ name }) => name === delivery.source)?.split;
  if (!split || delivery.body === null) return null;
  try {
    return split(parse(delivery.body), PART);
  } catch {
    return null;
  }
}

/** Alerts that are taken in together: a row's work stays far below the claim on it. */
export const PART = 100;

const longestOf = ({ longTexts }: Source): number => (longTexts ? Infinity : LONG_TEXT);

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
