import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a refused sender may go on talking, so that it can read the answer before the connection ends. */
const LINGER_MS = 1_000;

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "x-content-type-options": "nosniff",
    ...headers,
  });
  res.end(text);
}

/**
 * Answers and closes the connection although the body was not read. Closing with unread bytes would reset the
 * connection and could take the answer with it, so what still comes is thrown away for a moment.
 */
export function refuseAndClose(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  if (req.complete) return sendJson(res, status, body, { connection: "close", ...headers });
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    connection: "close",
    ...headers,
  });
  res.write(text);
  const finish = () => {
    clearTimeout(timer);
    req.off("end", finish).off("close", finish);
    res.end(() => req.socket.destroy());
  };
  const timer = setTimeout(finish, LINGER_MS);
  req.on("end", finish).on("close", finish);
  req.resume();
}
