import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { refuseAndClose } from "../intake/answer.js";
import type { Log } from "../intake/log.js";
import { checkReadAccess } from "./access.js";
import { createRouter, type Match, type Route } from "./route.js";
import { parseTarget } from "./request-target.js";

export interface ServerOptions {
  /** Of two for the same method and path the first answers. */
  routes: readonly Route[];
  settings: { HEAL_API_TOKEN?: string };
  log: Log;
  /** A request must be complete this long after its first byte; 408 and the end of the connection otherwise. */
  deadlineMs?: number;
}

/** A server that does not listen yet. `server.close()` and `closeAllConnections()` end it. */
export function createServer({ routes, settings, log, deadlineMs = 30 * SECOND }: ServerOptions): Server {
  const match = createRouter(routes);
  const server = createHttpServer(
    {
      requestTimeout: deadlineMs,
      headersTimeout: deadlineMs,
      connectionsCheckingInterval: Math.min(SECOND, deadlineMs / 4),
      // Longer than the 60 s that common proxies keep a connection, so that they close it and not we.
      keepAliveTimeout: 65 * SECOND,
    },
    (req, res) => {
      void answer(req, res, { match, settings, log });
    },
  );
  // Nobody is proxied through here: RFC 9110 (9.3.6) lets a server refuse.
  server.on("connect", (_req, socket: Socket) => socket.end(answerLine("405 Method Not Allowed")));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => hangUp(error, socket, log));
  return server;
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  context: Pick<ServerOptions, "settings" | "log"> & { match: (method: string, pathname: string) => Match },
): Promise<void> {
  const { settings, log } = context;
  const refuse = (status: number, error: string, message: string, headers: Record<string, string> = {}) =>
    refuseAndClose(req, res, status, { error, message }, headers);
  const target = parseTarget(req.url);
  if (!target.ok)
    return refuse(target.status, target.status === 400 ? "bad_request" : "not_found", target.reason);
  const { url } = target;
  const match = context.match(req.method ?? "GET", url.pathname);
  if (match.kind === "none") return refuse(404, "not_found", "there is nothing here");
  if (match.kind === "wrong-method")
    return refuse(405, "method_not_allowed", `allowed: ${match.allow.join(", ")}`, {
      allow: match.allow.join(", "),
    });
  const may = checkReadAccess(req, match.route.access, settings.HEAL_API_TOKEN);
  if (!may.allowed) {
    log.info({ path: match.route.path, status: may.status, from: req.socket.remoteAddress }, may.reason);
    const error = may.status === 401 ? "unauthorized" : "forbidden";
    return refuse(may.status, error, may.reason, may.challenge ? { "www-authenticate": may.challenge } : {});
  }
  try {
    await match.route.handler({
      req,
      res,
      params: match.params,
      url,
      trusted: () => checkReadAccess(req, "page", settings.HEAL_API_TOKEN).allowed,
    });
  } catch (error) {
    const at = { path: match.route.path, reason: reasonOf(error) };
    if (error instanceof HealError && error.code === "HEAL_INPUT_INVALID") {
      log.info(at, "a request was refused");
      return refuse(400, "bad_request", error.message);
    }
    log.error(at, "a request failed");
    if (error instanceof HealError && error.code === "HEAL_STORE_UNAVAILABLE")
      return refuse(503, "unavailable", "the database cannot be reached", { "retry-after": "5" });
    refuse(500, "internal", "something went wrong; the log says what");
  }
}

/** Requests that never became one: too slow, malformed, headers too large. */
function hangUp(error: NodeJS.ErrnoException, socket: Socket, log: Log): void {
  const status = statuses[error.code ?? ""] ?? "400 Bad Request";
  if (error.code !== "ECONNRESET")
    log.info({ from: socket.remoteAddress, reason: error.code }, "request refused");
  if (!socket.writable) return void socket.destroy();
  socket.end(answerLine(status), () => socket.destroy());
}

const answerLine = (status: string): string =>
  `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;

const statuses: Readonly<Record<string, string | undefined>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};
