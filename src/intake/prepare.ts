import { SECOND } from "../core/clock.js";
import { INLINE_BODY_BYTES, movable, type Offload, type Work } from "../core/offload.js";
import type { Reading } from "../events/signal.js";
import type { Body } from "./body.js";
import { parseJson } from "./json.js";
import { lookAt } from "./look.js";
import { authentic, type Identity, type Source, type SourceRequest } from "./source.js";
import { prepareBody, type PrepareInput } from "./tasks.js";

/** Waits and work of a large body: GitHub gives up after 10 s, and the database wants its time. */
export const PREPARE_MS = 8 * SECOND;

interface Took {
  ok: true;
  identity: Identity;
  bytes: Buffer;
  packed: boolean;
  /** Absent when another thread read it. */
  json?: unknown;
  reading?: Reading;
}

type Proven = Pick<Body & { ok: true }, "keep" | "give" | "own" | "waitedMs"> & {
  facts: Record<string, string>;
};

/** A proven sender's body, named; a large one by another thread, which redacts and packs it as well. */
export async function prepareDelivery(
  source: Source,
  request: SourceRequest,
  proven: Proven,
  offload: Offload | undefined,
): Promise<Took | { ok: false; reason: string }> {
  const { facts } = proven;
  const { headers, now } = request;
  const converted = source.convert?.(request) ?? null;
  if (converted) {
    proven.keep();
    return named(source, { ...request, body: converted }, facts);
  }
  if (!offload || request.body.length <= (source.inlineBytes ?? INLINE_BODY_BYTES)) {
    return named(source, { ...request, body: proven.keep() }, facts);
  }
  const started = performance.now();
  const costly = await lookAt(request.body);
  // Others are read while this one waits for its turn.
  proven.own();
  const prepare = (): Work<PrepareInput> => {
    const { body, transfer } = movable(proven.give());
    const of = { name: source.name, setup: source.setup };
    return { input: { source: of, headers, facts, body, now, read: source.name === "reports" }, transfer };
  };
  const withinMs = Math.max(0, PREPARE_MS - proven.waitedMs - (performance.now() - started));
  const options = { timeoutMs: PREPARE_MS, withinMs, priority: costly ? 1 : 0, heavy: true };
  const taken = await offload.run(prepareBody, prepare, options);
  if (!taken.ok) return taken;
  return {
    ok: true,
    identity: taken.identity,
    bytes: Buffer.from(taken.packed.buffer, taken.packed.byteOffset, taken.packed.byteLength),
    packed: true,
    reading: taken.reading ?? undefined,
  };
}

/** Of a body that is parsed here. */
function named(
  source: Source,
  request: SourceRequest,
  facts: Readonly<Record<string, string>>,
): Took | { ok: false; reason: string } {
  const json = parseJson(request.body);
  const may = source.authorize?.(json, facts) ?? authentic;
  if (!may.ok) return may;
  return {
    ok: true,
    identity: source.identify(request, json, facts),
    bytes: request.body,
    packed: false,
    json,
  };
}
