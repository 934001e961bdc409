/** The HTTP server: sends each path to REST, GraphQL, git, OIDC, storage or the pages people open. */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Faults, lagging, limitAnswer } from "./faults.js";
import { gitHttp } from "./git-http.js";
import { graphql } from "./graphql.js";
import { htmlPage } from "./html.js";
import { manifest } from "./manifest.js";
import { oidc } from "./oidc.js";
import type { Rest } from "./rest.js";
import type { World } from "./world.js";

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  actor: string;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export class SimulatorServer {
  readonly faults = new Faults();
  readonly #server: Server;

  constructor(
    readonly world: World,
    readonly rest: Rest,
  ) {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        world.violations.push(`${request.method} ${request.url}: the simulator failed: ${String(error)}`);
        if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
        response.end(error instanceof Error ? error.stack : String(error));
      });
    });
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { world } = this;
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", world.url);
    const path = url.pathname + url.search;
    const log = (actor: string, status: number): void => {
      world.requests.push({ method, path, actor, status });
    };
    let kind: string | null = null;
    let lagMs: number | undefined;
    for (const fault of this.faults.take(method, path)) {
      if ("status" in fault) {
        await read(request);
        log("fault", fault.status);
        response.writeHead(fault.status, {
          "content-type": "application/json; charset=utf-8",
          ...fault.headers,
        });
        response.end(
          fault.body === undefined
            ? undefined
            : typeof fault.body === "string"
              ? fault.body
              : JSON.stringify(fault.body),
        );
        return;
      }
      if (!("kind" in fault)) {
        const wait = fault.delayMs ?? 0;
        await new Promise((resume) => setTimeout(resume, wait));
      } else if (fault.kind === "rate-limited" || fault.kind === "secondary-limited") {
        await read(request);
        const answer = limitAnswer(fault.kind, world.now(), fault.retryAfterSeconds);
        log("fault", answer.status);
        response.writeHead(answer.status, {
          "content-type": "application/json; charset=utf-8",
          ...answer.headers,
        });
        response.end(JSON.stringify(answer.body));
        return;
      } else {
        kind = fault.kind;
        if (fault.kind === "lag") lagMs = fault.lagMs;
      }
    }
    if (/^\/[^/]+\/[^/]+\.git\//.test(url.pathname)) {
      log("git", await gitHttp(world, request, response, url));
      return;
    }
    const answer = await this.#answer(method, url, request, await read(request));
    log(answer.actor, answer.status);
    if (kind === "after-effect-drop") {
      response.destroy();
      return;
    }
    if (kind === "lag" && answer.status === 200) answer.body = lagging(answer.body, world.now(), lagMs);
    if (kind === "empty") {
      response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": "0" });
      response.end();
      return;
    }
    response.writeHead(answer.status, { ...answer.headers, "content-length": String(answer.body.length) });
    if (kind === "cut-off") {
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => response.destroy());
      return;
    }
    response.end(method === "HEAD" ? undefined : answer.body);
  }

  async #answer(method: string, url: URL, request: IncomingMessage, body: Buffer): Promise<Answer> {
    const { world } = this;
    const path = url.pathname;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : value,
      ]),
    );
    if (path === "/api/graphql" || path === "/graphql")
      return await graphql(world, headers["authorization"], body);
    if (path.startsWith("/_oidc/")) return await oidc(world, url, headers["authorization"]);
    if (path.startsWith("/_storage/")) return this.#storage(path.slice("/_storage/".length));
    const rest = path === world.prefix || path.startsWith(`${world.prefix}/`);
    if (
      rest &&
      (world.prefix !== "" ||
        headers["accept"]?.includes("json") === true ||
        headers["authorization"] !== undefined)
    ) {
      const inner = path.slice(world.prefix.length).replace(/\/$/, "") || "/";
      return await this.rest.answer({
        method: method === "HEAD" ? "GET" : method,
        url,
        path: inner,
        headers,
        body,
      });
    }
    if (method === "POST" && path.endsWith("/settings/apps/new")) return manifest(world, url, body);
    const page = await htmlPage(world, path);
    return {
      status: page.status,
      headers: { "content-type": page.type ?? "text/html; charset=utf-8" },
      body: Buffer.from(page.body, "utf8"),
      actor: "browser",
    };
  }

  /** What a signed link points at: 60 s long, and 404 as storage says it afterwards. */
  #storage(key: string): Answer {
    const held = this.world.signed.get(key);
    if (held === undefined || held.until <= this.world.now())
      return {
        status: 404,
        headers: { "content-type": "text/plain" },
        body: Buffer.from("The link has expired."),
        actor: "storage",
      };
    return {
      status: 200,
      headers: { "content-type": held.type, "content-disposition": `attachment; filename="${held.name}"` },
      body: held.body,
      actor: "storage",
    };
  }
}
