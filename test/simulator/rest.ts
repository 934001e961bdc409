/** One REST request: who, which endpoint, may they, does it fit GitHub's description, and the answer. */
import { createHash } from "node:crypto";
import { authenticate, permit, reach } from "./auth.js";
import { GitError } from "./git.js";
import type { Actor } from "./records.js";
import { HttpError, notFound } from "./router.js";
import type { Call, Reply, Route, Router } from "./router.js";
import type { World } from "./world.js";

export interface RestRequest {
  method: string;
  url: URL;
  /** The path without the prefix. */
  path: string;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface RestAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  actor: string;
}

const docs = "https://docs.github.com/rest";
const json = "application/json; charset=utf-8";

function errorReply(error: HttpError): Reply {
  return {
    status: error.status,
    body: {
      message: error.message,
      ...(error.errors === undefined ? {} : { errors: error.errors }),
      documentation_url: docs,
      status: String(error.status),
    },
    headers: error.headers,
  };
}

function parseBody(request: RestRequest): Record<string, unknown> {
  if (request.body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString("utf8"));
  } catch {
    throw new HttpError(400, "Problems parsing JSON");
  }
  if (value === null) return {};
  if (Array.isArray(value)) return { labels: value as unknown[] };
  if (typeof value !== "object") throw new HttpError(400, "Body should be a JSON object");
  return value as Record<string, unknown>;
}

/** `/repositories/{id}/...` is the same as `/repos/{owner}/{repo}/...`; it is where redirects lead. */
function byName(world: World, path: string): string {
  const [, id, rest = ""] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = id === undefined ? undefined : world.repositoryById(Number(id));
  return repository === undefined ? path : `/repos/${repository.fullName}${rest}`;
}

/** docs: REST API, "Follow redirects": 301 for what is read, 307 for what is to be sent again as it was. */
function movedTo(world: World, request: RestRequest, params: Record<string, string>): Reply | null {
  const { owner, repo } = params;
  if (owner === undefined || repo === undefined || world.repository(`${owner}/${repo}`)) return null;
  const target = world.redirected(`${owner}/${repo}`);
  if (target === undefined) return null;
  const rest = request.path
    .split("/")
    .slice(4)
    .map((part) => `/${part}`);
  const url = `${world.apiUrl}/repositories/${target.id}${rest.join("")}${request.url.search}`;
  const [status, message] =
    request.method === "GET" ? ([301, "Moved Permanently"] as const) : ([307, "Temporary Redirect"] as const);
  return { status, body: { message, url, documentation_url: docs }, headers: { location: url } };
}

export class Rest {
  /** Requests of this hour, by actor. */
  readonly #used = new Map<string, { count: number; reset: number }>();

  constructor(
    readonly world: World,
    readonly router: Router,
  ) {}

  async answer(request: RestRequest): Promise<RestAnswer> {
    const { world } = this;
    let actor: Actor | null = null;
    let reply: Reply;
    let route: Route | null = null;
    try {
      actor = await authenticate(world, request.headers["authorization"]);
      const path = byName(world, request.path);
      const found = this.router.find(request.method, path);
      if (found === null || found === "method") {
        world.violations.push(`${request.method} ${request.path}: the simulator has no such endpoint`);
        throw notFound();
      }
      const moved = movedTo(world, request, found.params);
      if (moved !== null) return this.#finish(request, moved, actor);
      route = found.route;
      reply = await this.#handle(request, actor, found.route, found.params);
    } catch (error) {
      if (error instanceof HttpError) reply = errorReply(error);
      else if (error instanceof GitError)
        reply = errorReply(new HttpError(422, `Validation Failed: ${error.message}`));
      else throw error;
    }
    if (route !== null) world.violations.push(...world.validator.response(route, reply));
    return this.#finish(request, reply, actor);
  }

  async #handle(
    request: RestRequest,
    actor: Actor,
    route: Route,
    params: Record<string, string>,
  ): Promise<Reply> {
    const { world } = this;
    const repository =
      params["owner"] !== undefined && params["repo"] !== undefined
        ? world.repository(`${params["owner"]}/${params["repo"]}`)
        : undefined;
    if (route.path.startsWith("/repos/")) {
      if (repository === undefined) throw notFound();
      if (route.need !== "app" && route.need !== "public") reach(world, actor, repository);
      if (repository.archived && request.method !== "GET" && !route.path.startsWith("/app"))
        throw new HttpError(403, "Repository was archived so is read-only.");
    }
    if (route.need === "app") {
      if (actor.kind !== "app") throw new HttpError(401, "A JSON web token could not be decoded");
    } else if (route.need === "token") {
      if (actor.kind === "anonymous" || actor.kind === "app")
        throw new HttpError(401, "Requires authentication");
    } else if (route.need !== "public" && repository !== undefined)
      permit(world, actor, repository, route.need);
    const body = parseBody(request);
    const raw: unknown = request.body.length === 0 ? undefined : JSON.parse(request.body.toString("utf8"));
    const problems = world.validator.request(route, request.url.searchParams, raw);
    world.violations.push(...problems);
    if (problems.length > 0 && raw !== undefined)
      throw new HttpError(422, `Invalid request.\n\n${problems.join("\n")}`);
    const call: Call = {
      world,
      actor,
      method: request.method,
      params,
      query: request.url.searchParams,
      body,
      accept: request.headers["accept"] ?? "",
      url: request.url,
      get repo() {
        if (repository === undefined) throw notFound();
        return repository;
      },
    };
    return await route.handle(call);
  }

  #finish(request: RestRequest, reply: Reply, actor: Actor | null): RestAnswer {
    const bytes =
      reply.raw?.bytes ??
      (reply.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(reply.body), "utf8"));
    const headers: Record<string, string> = {
      "x-github-media-type": "github.v3; format=json",
      "x-github-api-version-selected": "2022-11-28",
      "x-github-request-id": createHash("sha1").update(String(this.world.id())).digest("hex").slice(0, 24),
      "cache-control": "private, max-age=60, s-maxage=60",
      vary: "Accept, Authorization, Cookie, X-GitHub-OTP",
      ...reply.headers,
    };
    if (bytes.length > 0) headers["content-type"] = reply.raw?.type ?? json;
    let status = reply.status;
    let body = bytes;
    if ((request.method === "GET" || request.method === "HEAD") && status === 200) {
      const etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
      headers["etag"] = etag;
      if (request.headers["if-none-match"] === etag) {
        status = 304;
        body = Buffer.alloc(0);
        delete headers["content-type"];
      }
    }
    Object.assign(headers, this.#limits(actor, status !== 304));
    return { status, headers, body, actor: actor?.login ?? "unauthenticated" };
  }

  #limits(actor: Actor | null, counts: boolean): Record<string, string> {
    const now = Math.floor(this.world.now().getTime() / 1000);
    const key = `${actor?.kind ?? "anonymous"} ${actor?.login ?? ""} ${actor?.installationId ?? ""}`;
    let window = this.#used.get(key);
    if (window === undefined || window.reset <= now) {
      window = { count: 0, reset: now + 3600 };
      this.#used.set(key, window);
    }
    if (counts) window.count++;
    const limit = actor === null || actor.kind === "anonymous" ? 60 : 5000;
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(0, limit - window.count)),
      "x-ratelimit-used": String(window.count),
      "x-ratelimit-reset": String(window.reset),
      "x-ratelimit-resource": "core",
    };
  }
}
