/** Test helpers: a receiver of webhooks, and octokits signed in as the App. */
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import { ProbotOctokit } from "probot";
import type { Simulator } from "./types.js";

export interface Received {
  headers: IncomingHttpHeaders;
  event: string;
  action: string | null;
  body: string;
}

export class Receiver {
  readonly received: Received[] = [];
  status = 202;
  url = "";
  #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        const payload = JSON.parse(body) as { action?: string };
        const event = String(request.headers["x-github-event"]);
        this.received.push({ headers: request.headers, event, action: payload.action ?? null, body });
        response.writeHead(this.status).end();
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.url = `http://127.0.0.1:${address.port}/api/github/webhooks`;
    return this;
  }

  names(): string[] {
    return this.received.map((one) => (one.action === null ? one.event : `${one.event}.${one.action}`));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const plain = { throttle: { enabled: false }, retry: { enabled: false } };

export function asApp(simulator: Simulator): InstanceType<typeof ProbotOctokit> {
  return new ProbotOctokit({
    baseUrl: simulator.apiUrl,
    auth: { appId: simulator.app.id, privateKey: simulator.app.privateKey },
    ...plain,
  });
}

export function asInstallation(
  simulator: Simulator,
  installationId: number,
): InstanceType<typeof ProbotOctokit> {
  return new ProbotOctokit({
    baseUrl: simulator.apiUrl,
    auth: { appId: simulator.app.id, privateKey: simulator.app.privateKey, installationId },
    ...plain,
  });
}

export function withToken(simulator: Simulator, token: string): InstanceType<typeof ProbotOctokit> {
  return new ProbotOctokit({ baseUrl: simulator.apiUrl, auth: { token }, ...plain });
}
