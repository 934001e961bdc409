import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Heard {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface FarSide {
  url: string;
  heard: Heard[];
  /** What it does with the next requests; default: 202 without a body. */
  answer: (response: ServerResponse, heard: Heard) => void;
  close(): Promise<void>;
}

/** A vendor's side: a real HTTP server of this machine. */
export async function farSide(): Promise<FarSide> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const heard = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      side.heard.push(heard);
      side.answer(response, heard);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const side: FarSide = {
    url: `http://127.0.0.1:${port}`,
    heard: [],
    answer: (response) => void response.writeHead(202).end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return side;
}
