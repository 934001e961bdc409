import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { SECOND } from "../../core/clock.js";
import { reasonOf } from "../../core/errors.js";
import { clip } from "../../core/text.js";
import { METADATA, type Connection, type Connections } from "./connections.js";

/** Of one answer's body. An exporter of 5 MB has about 50,000 series. */
export const BODY_BYTES = 5 * 1024 * 1024;
export const TIME_MS = 10 * SECOND;

export interface FetchResult {
  status: number;
  type: string;
  /** Until the status was there. */
  seconds: number;
}

export interface FetchOptions {
  accept: string;
  /** Given the body of a 200 piece by piece, with its content type; without it the body is thrown away. */
  each?: (chunk: Buffer, type: string) => void;
  bytes?: number;
  timeMs?: number;
}

export type Fetch = (url: URL, ask: FetchOptions) => Promise<FetchResult>;

/** Why there is no answer, in words that hold nothing of the answer itself, nor the query of the address. */
export class FetchFailure extends Error {
  constructor(
    message: string,
    /** heal did not want to ask, or to read on: that says nothing of the other side's health. */
    readonly refused: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const shown = ({ protocol, host, pathname }: URL): string => clip(`${protocol}//${host}${pathname}`, 150);

/**
 * GET of an address that a stranger may have written: http and https only, no user names, redirects are answers, private
 * addresses only where the operator allows the host (also after DNS), a cap on bytes and on time. Throws `FetchFailure`.
 */
export function createFetch(ways: Connections): Fetch {
  return async (url, ask) => {
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new FetchFailure(`${url.protocol} addresses are not asked`, true);
    if (url.username + url.password !== "")
      throw new FetchFailure(`${shown(url)} has a user name or a password in it`, true);
    const timeMs = Math.min(ask.timeMs ?? TIME_MS, TIME_MS);
    const signal = AbortSignal.timeout(timeMs);
    try {
      return await once(url, ways.to(url), ask, signal);
    } catch (error) {
      if (error instanceof FetchFailure) throw error;
      const closed = refusedAddress(error);
      const late = `no answer within ${timeMs / SECOND} s`;
      const what = closed ?? (signal.aborted ? late : inWords(error));
      throw new FetchFailure(`${shown(url)}: ${what}`, closed !== null, { cause: error });
    }
  };
}

const once = (url: URL, way: Connection, ask: FetchOptions, signal: AbortSignal): Promise<FetchResult> =>
  new Promise<FetchResult>((resolve, reject) => {
    const start = performance.now();
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = {
      accept: ask.accept,
      // A small body can unpack to a large one.
      "accept-encoding": "identity",
      "user-agent": "heal (monitoring)",
    };
    const sent = send(url, { ...way, headers, signal }, (answer) => {
      const seconds = (performance.now() - start) / 1_000;
      const { statusCode: status = 0, headers: got } = answer;
      take(url, answer, ask).then(
        () => resolve({ status, type: got["content-type"] ?? "", seconds }),
        (error: unknown) => {
          answer.destroy();
          reject(error instanceof Error ? error : new Error(reasonOf(error)));
        },
      );
    });
    sent.on("error", (error) => {
      // The other side closed an idle connection in this moment: that says nothing of its health (docs: request.reusedSocket).
      if (sent.reusedSocket && (error as { code?: unknown }).code === "ECONNRESET")
        once(url, way, ask, signal).then(resolve, reject);
      else reject(error);
    });
    sent.end();
  });

/** A body that nobody reads is read to its end when it is short, so that the connection can be used again. */
const UNREAD_BYTES = 64 * 1024;

async function take(
  url: URL,
  answer: IncomingMessage,
  { each, bytes = BODY_BYTES }: FetchOptions,
): Promise<void> {
  const most = each ? bytes : UNREAD_BYTES;
  const tooLong = () =>
    new FetchFailure(`${shown(url)}: the answer is longer than ${most / 1024 / 1024} MB`, true);
  const good = answer.statusCode === 200;
  if (each && good) {
    const coding = answer.headers["content-encoding"] ?? "identity";
    if (coding !== "identity")
      throw new FetchFailure(`${shown(url)}: the answer is packed, and was not to be`, true);
    if (Number(answer.headers["content-length"] ?? 0) > most) throw tooLong();
  }
  let read = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    read += chunk.length;
    if (read > most) {
      if (each && good) throw tooLong();
      return;
    }
    if (good) each?.(chunk, answer.headers["content-type"] ?? "");
  }
}

function refusedAddress(error: unknown): string | null {
  const reason = reasonOf(error);
  if (reason.includes(METADATA)) return "its address is one of metadata services, and never asked";
  // request-filtering-agent's words; it has no code for them.
  if (!reason.includes("is not allowed. Because")) return null;
  return "its address is not a public one; the operator can allow the host by HEAL_MONITOR_ALLOW";
}

function inWords(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" ? (words[code] ?? code) : clip(reasonOf(error), 100);
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused",
  ECONNRESET: "the connection was reset",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name could not be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "the connection timed out",
  CERT_HAS_EXPIRED: "the certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is of another name",
};
