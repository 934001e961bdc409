import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Received {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Server {
  url: string;
  /** Every request, in order. */
  received: Received[];
  /** Answers of `/api/reports` one after the other; the last one stays. */
  answers: { status: number; body?: unknown; location?: string }[];
  close(): Promise<void>;
}

export const verdict = {
  state: "known",
  category: "network",
  summary: "The registry reset the connection.",
  incident: "inc_1",
  url: "",
  failing: [{ suite: "cart", name: "adds", message: "expected 1" }],
};

/** heal and GitHub's token service in one: `/token` gives an OIDC token, `/api/reports` what `answers` says. */
export async function startServer(): Promise<Server> {
  const received: Received[] = [];
  const answers: Server["answers"] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url ?? "";
      received.push({ path, headers: request.headers, body });
      if (path.startsWith("/token")) {
        response.end(JSON.stringify({ value: "oidc.token.value" }));
        return;
      }
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 };
      if (answer.status === 0) request.socket.destroy();
      response.writeHead(
        answer.status || 500,
        answer.location === undefined ? {} : { location: answer.location },
      );
      response.end(JSON.stringify(answer.body ?? {}));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${port}`, received, answers, close };
}
