import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./checker.js";

/** Stands between senders and heal, and writes down what they were answered. heal's death is theirs to see. */
export interface Relay {
  url: string;
  answers: Answer[];
  /** heal listens there now, maybe beside others: they take turns. Gives what to call when it no longer does. */
  join(url: string): () => void;
  close(): Promise<void>;
}

export async function startRelay(): Promise<Relay> {
  const answers: Answer[] = [];
  const targets: string[] = [];
  let turn = 0;
  const server = createServer((req, res) => {
    void (async () => {
      const body = await read(req);
      const target = targets[turn++ % targets.length];
      if (target === undefined) throw new Error("nobody listens");
      const headers = Object.fromEntries(
        Object.entries(req.headers).flatMap(([name, value]) =>
          typeof value === "string" && !HOP.has(name) ? [[name, value] as const] : [],
        ),
      );
      const answer = await fetch(`${target}${req.url ?? "/"}`, {
        method: req.method ?? "POST",
        headers,
        body: new Uint8Array(body),
      });
      const text = await answer.text();
      answers.push({ delivery: answer.ok ? named(text) : "", status: answer.status });
      res.writeHead(answer.status, { "content-type": "application/json" }).end(text);
    })().catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    join(url) {
      targets.push(url);
      return () => void targets.splice(targets.indexOf(url), 1);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const HOP = new Set(["host", "connection", "content-length", "transfer-encoding", "expect"]);
const named = (text: string): string => (JSON.parse(text) as { delivery: string }).delivery;

async function read(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
