import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import type { Offload } from "../core/offload.js";
import type { Reading } from "../events/signal.js";
import { refuseAndClose, sendJson } from "./answer.js";
import { readBody } from "./body.js";
import type { MemoryBudget } from "./memory-budget.js";
import { storeReason } from "./inbox.js";
import type { Log } from "./log.js";
import type { IntakeMetrics, IntakeOutcome, RefusedOutcome } from "./metrics.js";
import type { RefusalKind, Refusals } from "./refusals.js";
import { bearersOf, challengeOf, pathToken } from "./secrets.js";
import { type Identity, PRESET, type Source } from "./source.js";
import { prepareDelivery, PREPARE_MS } from "./prepare.js";

/** Which collector a request is for, as the router read its address: nobody else reads it. */
export interface Endpoint {
  source: string;
  /** Below `/api/alerts/`; GitHub and the Action have paths of their own. */
  alerts: boolean;
  /** Of the path, decoded: stands for the Authorization header of senders that cannot set one. */
  token?: string;
  /** A ready mapping that the address asks for. */
  preset?: string;
}

/** What is stored: the inbox's columns that intake knows. */
export interface IncomingDelivery extends Identity {
  source: string;
  headers: Record<string, string>;
  body: Buffer;
  /** The body is redacted and packed already. */
  packed?: boolean;
  receivedAt: Date;
}

export interface Accepted {
  /** The id that every answer and page names. */
  id: string;
  /** It had been accepted before; nothing was changed. */
  repeated: boolean;
}

export interface ReceiveDeps {
  /** Empty: the source is off. */
  secrets: (source: string) => readonly string[];
  accept: (delivery: IncomingDelivery) => Promise<Accepted>;
  /** Keeps a record of a delivery of GitHub's that can never be taken in, so that it is not fetched again for ever. */
  park?: (delivery: UnreadBody, reason: string) => Promise<unknown>;
  /** Where large bodies are read. Default: this thread. */
  offload?: Offload;
  budget: MemoryBudget;
  clock: Clock;
  log: Log;
  metrics: IntakeMetrics;
  /** Counts who is sent away, for people. */
  refusals?: Refusals;
  /** For fault tests: called at named points. */
  at?: (point: string) => void;
}

/** Of a body that was not read. */
export type UnreadBody = Pick<IncomingDelivery, "source" | "key" | "event" | "receivedAt">;

export interface Received extends Accepted {
  /** Absent when another thread read it. */
  json?: unknown;
  /** What it means, where another thread was asked. */
  reading?: Reading;
  delivery: IncomingDelivery;
}

/**
 * The only way a body comes in: cap and read, authenticate over the raw bytes, parse, name, commit. Resolves to null
 * when the sender has had its (refusing) answer; otherwise the row is committed and the caller answers. A path's token
 * proves the sender instead of headers and signatures.
 */
export async function receive(
  req: IncomingMessage,
  res: ServerResponse,
  source: Source,
  deps: ReceiveDeps,
  { token, preset }: Pick<Endpoint, "token" | "preset"> = {},
): Promise<Received | null> {
  const { log, metrics, clock } = deps;
  const started = performance.now();
  const measure = (outcome: IntakeOutcome) =>
    metrics.request(source.name, outcome, (performance.now() - started) / 1_000);
  const note = (kind: RefusalKind, reason: string) =>
    deps.refusals?.note({ source: source.name, kind, reason, at: clock.now() });
  const refuse = (status: number, outcome: RefusedOutcome, error: string, message: string) => {
    log.info(
      { source: source.name, status, from: req.socket.remoteAddress, reason: message },
      "delivery refused",
    );
    measure(outcome);
    note(outcome, message);
    const headers: Record<string, string> = status === 503 ? { "retry-after": "5" } : {};
    if (status === 401) headers["www-authenticate"] = challengeOf(source);
    // Whether its end had come already is chance: the answer does not depend on it.
    if (status === 413) headers["connection"] = "close";
    const body = { error, message };
    if (req.complete) sendJson(res, status, body, headers);
    else refuseAndClose(req, res, status, body, headers);
    return null;
  };

  const secrets = deps.secrets(source.name);
  if (secrets.length === 0 && !source.keyless)
    return refuse(404, "off", "not_found", `the source ${source.name} is off`);
  const wrongType = mediaTypeProblem(req, source);
  if (wrongType) return refuse(415, "media_type", "unsupported_media_type", wrongType);

  const body = await readBody(req, source.byteCap, deps.budget, PREPARE_MS);
  if (!body.ok) {
    if (body.why === "too-large")
      return refuse(413, "too_large", "too_large", `the body is larger than ${source.byteCap} bytes`);
    if (body.why === "shredded")
      return refuse(400, "invalid", "invalid_payload", "the body comes in too many small pieces");
    if (body.why === "crowded-out")
      return refuse(503, "crowded_out", "busy", "too many bodies are on their way; send it again");
    log.info(
      { source: source.name, from: req.socket.remoteAddress },
      "the sender left before the body was complete",
    );
    measure("cut_off");
    note("cut_off", "the sender left before the body was complete");
    return null;
  }
  deps.at?.("bytes read");
  try {
    const request = { headers: req.headers, body: body.bytes, now: clock.now() };
    const auth =
      token === undefined
        ? await source.authenticate(request, secrets)
        : pathToken(token, bearersOf(source, secrets));
    if (!auth.ok) return refuse(401, "unauthentic", "unauthentic", auth.reason);
    deps.at?.("verified");
    const facts = { ...auth.facts, ...(preset === undefined ? {} : { [PRESET]: preset }) };
    const taken = await prepareDelivery(source, request, { ...body, facts }, deps.offload);
    if (!taken.ok) return refuse(401, "unauthentic", "unauthentic", taken.reason);
    const delivery: IncomingDelivery = {
      ...taken.identity,
      source: source.name,
      headers: { ...kept(req, source), ...facts },
      body: taken.bytes,
      packed: taken.packed,
      receivedAt: request.now,
    };
    const accepted = await deps.accept(delivery);
    deps.at?.("committed");
    const { json, reading } = taken;
    await source.confirm?.(json).catch((error: unknown) => {
      // The row is committed; the vendor asks again, or a person does (the source's README says how).
      log.warn(
        { source: source.name, delivery: accepted.id, reason: reasonOf(error) },
        "confirmation failed",
      );
    });
    measure(accepted.repeated ? "repeated" : "accepted");
    return { ...accepted, json, reading, delivery };
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_PAYLOAD_INVALID")
      return refuse(400, "invalid", "invalid_payload", error.message);
    if (error instanceof HealError && error.code === "HEAL_OVERLOADED")
      return refuse(503, "crowded_out", "busy", `${error.message}; send it again`);
    if (error instanceof HealError && error.code === "HEAL_TOO_COSTLY") {
      await parkUnread(req, source, error.message, deps);
      return refuse(413, "too_large", "too_costly", error.message);
    }
    log.error({ source: source.name, reason: reasonOf(error) }, "delivery not stored");
    return refuse(503, "unavailable", "unavailable", storeReason(error));
  } finally {
    body.release();
  }
}

/** GitHub's deliveries are fetched again when they were refused: one that will be refused every time is noted. */
async function parkUnread(
  req: IncomingMessage,
  source: Source,
  reason: string,
  { park, clock, log }: ReceiveDeps,
): Promise<void> {
  if (source.name !== "github" || !park) return;
  try {
    const { key, event } = source.identify(
      { headers: req.headers, body: Buffer.alloc(0), now: clock.now() },
      {},
      {},
    );
    await park({ source: source.name, key, event, receivedAt: clock.now() }, reason);
  } catch (error) {
    log.warn({ source: source.name, reason: reasonOf(error) }, "a refused delivery could not be noted");
  }
}

/** The contract: `application/json` in any case, parameters allowed; nothing encoded. */
function mediaTypeProblem(req: IncomingMessage, source: Source): string | null {
  if (req.headers["content-encoding"] !== undefined) return "a Content-Encoding is not accepted";
  const mediaType = (req.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (mediaType === "application/json" || source.alsoTakes?.(mediaType, req.headers)) return null;
  return "the content type must be application/json";
}

function kept(req: IncomingMessage, source: Source): Record<string, string> {
  const pairs = source.keptHeaders.flatMap((name) => {
    const value = req.headers[name];
    return typeof value === "string" ? [[name, value.slice(0, 500)] as const] : [];
  });
  return Object.fromEntries(pairs);
}
