import type { IncomingHttpHeaders } from "node:http";
import type { Reading } from "../events/signal.js";

/** GitHub caps webhook bodies at 25 MB (docs: webhook events and payloads, payload cap); alerts get the same. */
export const BYTE_CAP = 26_214_400;

export interface SourceRequest {
  headers: IncomingHttpHeaders;
  /** The bytes as received: what signatures are computed over. */
  body: Buffer;
  now: Date;
}

/** `facts` are verified statements about the sender (OIDC claims), stored beside the kept headers. */
export type AuthResult = { ok: true; facts?: Record<string, string> } | { ok: false; reason: string };

export const authentic: AuthResult = { ok: true };
export const unauthentic = (reason: string): AuthResult => ({ ok: false, reason });

/** Who a delivery is, before anybody reads what it means. */
export interface Identity {
  /** Unique within (source, target): the vendor's delivery id, or a hash of the body with the hour it came in. */
  key: string;
  /** Which of the vendor's hooks sent it. */
  target?: string;
  event: string;
  action?: string;
  /** `owner/name` */
  repository?: string;
  installationId?: number;
  /** Lower goes first: 0 commands, 5 events, 9 housekeeping. */
  priority: number;
  /** The same fact told twice under different delivery ids has one semantic key. */
  semanticKey?: string;
}

/** Beside the kept headers of a delivery: the preset that its address named. No header of a sender's has this name. */
export const PRESET = "heal-preset";

/** A row of the inbox as a source reads it again. */
export interface ReadableDelivery {
  event: string;
  action: string | null;
  json: unknown;
  receivedAt: Date;
  headers: Readonly<Record<string, string>>;
}

/** One sender of webhooks: one folder in `sources/`, one line in `sources/index.ts`. */
export interface Source {
  readonly name: string;
  /** One sentence for the README. */
  readonly doc: string;
  readonly byteCap: number;
  /** Lower-case header names that are stored with the body; never one that carries a secret. */
  readonly keptHeaders: readonly string[];
  /** Senders prove themselves without a shared secret, so the source is on without one. */
  readonly keyless?: true;
  /** Ready mappings by name: of `?preset=`, and of addresses of their own that take this source's secrets. */
  readonly presets?: readonly string[];
  /** Does an `OPTIONS` request get the answer that CloudEvents' senders (Event Grid) want before they deliver? */
  readonly handshake?: true;
  /** The body as JSON, of a sender that posts something else; null: it is JSON. Asked once the sender has proven itself. */
  readonly convert?: (request: SourceRequest) => Buffer | null;
  /** May this request's media type be something else than `application/json`? */
  readonly alsoTakes?: (mediaType: string, headers: IncomingHttpHeaders) => boolean;
  /**
   * Names of things (topics) that the source's setting may hold beside secrets. `form`: what the setting accepts; `is`: what
   * proves nothing by being known; `doc` for the README.
   */
  readonly identifiers?: { form: RegExp; is: (entry: string) => boolean; doc: string };
  /** Judges the raw bytes in constant time; reads nothing out of them. */
  authenticate(request: SourceRequest, secrets: readonly string[]): AuthResult | Promise<AuthResult>;
  /** May the sender that proved who it is say what this body says? Default: yes. */
  authorize?(json: unknown, facts: Readonly<Record<string, string>>): AuthResult;
  /** Names the delivery. Throws `HEAL_PAYLOAD_INVALID` when the vendor's mandatory headers are missing. */
  identify(request: SourceRequest, json: unknown, facts: Readonly<Record<string, string>>): Identity;
  /** Typed meaning of a stored body. A body of an unknown shape is `ignored` with the reason, never an error. */
  read(delivery: ReadableDelivery): Reading;
  /** Reading costs far more than parsing here: bodies above this are not read on the event loop. Default `INLINE_BODY_BYTES`. */
  readonly inlineBytes?: number;
  /** What is read of a body can be a text of megabytes. Default: texts are cut at `LONG_TEXT` before they are read. */
  readonly longTexts?: true;
  /** What another thread needs to make this source again. */
  readonly setup?: unknown;
  /** Bodies of at most `size` alerts each, in order, that together say the same; null: there are no more than that. */
  split?: (json: unknown, size: number) => Iterable<unknown> | null;
  /** What the vendor's protocol wants answered, with status 200, instead of the delivery's id; null: nothing special. */
  reply?: (json: unknown) => object | null;
  /** What the vendor's protocol wants done before the answer, after the row is committed. */
  confirm?(json: unknown): Promise<void>;
}
