import { lookup } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Socket, type LookupFunction } from "node:net";
import { once } from "node:events";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";
import { SECOND, type Clock } from "../../core/clock.js";
import { reasonOf } from "../../core/errors.js";
import { readRetryAfter } from "./answers.js";
import { NoAnswer, type Answer, type Wire } from "./wire.js";

/** From the connection to the end of the answer. Vendors answer within seconds. */
const TIME_MS = 10 * SECOND;
/** Of an answer: error codes are short, and a page of HTML says no more at its end. */
const BODY_BYTES = 16 * 1024;

interface WireOptions {
  allowPrivate: boolean;
  clock: Clock;
  timeMs?: number;
  resolve?: LookupFunction;
}

/**
 * Addresses are the operator's; private ones are refused all the same, after DNS too, unless they are allowed: a name that is taken
 * over must not lead into the operator's network. Redirects are answers.
 */
export function createWire({ allowPrivate, clock, timeMs = TIME_MS, resolve = lookup }: WireOptions): Wire {
  const filter = { allowPrivateIPAddress: allowPrivate, allowMetaIPAddress: allowPrivate };
  const agents = {
    "http:": new RequestFilteringHttpAgent(filter),
    "https:": new RequestFilteringHttpsAgent(filter),
  };
  return {
    allowPrivate,
    now: () => clock.now(),
    async post(url, body, headers = {}) {
      const isPlain = url.protocol === "http:";
      const signal = AbortSignal.timeout(timeMs);
      const options = {
        ...{ method: "POST", lookup: resolve, signal },
        agent: agents[isPlain ? "http:" : "https:"],
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "accept-encoding": "identity",
          "user-agent": "heal",
          ...headers,
        },
      };
      try {
        const sent = (isPlain ? httpRequest : httpsRequest)(url, options);
        sent.end(body);
        const [answer] = (await once(sent, "response")) as [IncomingMessage];
        // Nobody else listens, and an error without a listener ends the process.
        sent.on("error", () => undefined);
        return await read(answer, clock.now());
      } catch (error) {
        throw noAnswer(error, signal.aborted, timeMs);
      }
    },
    async connect(host, port) {
      const signal = AbortSignal.timeout(timeMs);
      const socket = open(agents["http:"], { host, port, lookup: resolve });
      try {
        await once(socket, "connect", { signal });
        return socket;
      } catch (error) {
        socket.destroy();
        throw noAnswer(error, signal.aborted, timeMs);
      }
    },
  };
}

/** The agent's own way to connect, with its look at the address. */
function open(
  agent: RequestFilteringHttpAgent,
  to: { host: string; port: number; lookup: LookupFunction },
): Socket {
  const made = agent.createConnection(to);
  if (made instanceof Socket) return made;
  throw new Error("the agent made no socket");
}

async function read(answer: IncomingMessage, now: Date): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > BODY_BYTES) break;
  }
  return {
    status: answer.statusCode ?? 0,
    retryAfterMs: readRetryAfter(answer.headers["retry-after"], now),
    body: Buffer.concat(chunks).subarray(0, BODY_BYTES).toString("utf8"),
  };
}

function noAnswer(error: unknown, late: boolean, timeMs: number): NoAnswer {
  // request-filtering-agent's words; it has no code for them.
  if (reasonOf(error).includes("is not allowed. Because"))
    return new NoAnswer("its address is not a public one (HEAL_NOTIFY_ALLOW_PRIVATE)", false, {
      cause: error,
    });
  const code = (error as { code?: unknown }).code;
  const why = late
    ? `no answer within ${timeMs / SECOND} s`
    : typeof code === "string"
      ? `no connection (${code})`
      : "no connection";
  return new NoAnswer(why, true, { cause: error });
}
