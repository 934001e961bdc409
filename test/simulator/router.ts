/** The table of REST endpoints and what a handler gets and gives. */
import type { Actor, Repository } from "./records.js";
import type { World } from "./world.js";

/** An answer other than the handler's own, thrown. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: unknown[],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

export const notFound = (): HttpError => new HttpError(404, "Not Found");
export const invalid = (message: string, errors?: unknown[]): HttpError =>
  new HttpError(422, message, errors);

export interface Reply {
  status: number;
  /** JSON; absent: no body. */
  body?: unknown;
  /** Bytes instead of JSON. */
  raw?: { bytes: Buffer; type: string };
  headers?: Record<string, string>;
}

export interface Call {
  world: World;
  actor: Actor;
  method: string;
  params: Record<string, string>;
  query: URLSearchParams;
  /** Parsed body; `{}` when there was none. */
  body: Record<string, unknown>;
  accept: string;
  url: URL;
  /** The repository of `{owner}/{repo}`; throws 404 outside of such paths. */
  repo: Repository;
}

/** `app`, `token`, `public`, or `name:level`, e.g. `issues:write`; several: any of them suffices. */
export type Need = string | string[];

export interface Route {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Template as in GitHub's description; `{path+}` takes slashes too (the description writes `{path}`). */
  path: string;
  /** `app`: JWT of the App. `token`: any token. `public`: nobody in particular. Else permissions. */
  need: Need;
  handle(call: Call): Reply | Promise<Reply>;
}

interface Compiled {
  route: Route;
  parts: string[];
}

export class Router {
  readonly #compiled: Compiled[];

  constructor(readonly routes: readonly Route[]) {
    // Literal segments before parameters, so that `/issues/comments/{id}` wins over `/issues/{number}/...`.
    this.#compiled = routes
      .map((route) => ({ route, parts: route.path.split("/").slice(1) }))
      .sort((a, b) => rank(a.parts).localeCompare(rank(b.parts)));
  }

  find(method: string, path: string): { route: Route; params: Record<string, string> } | "method" | null {
    const segments = path.split("/").slice(1);
    let other = false;
    for (const { route, parts } of this.#compiled) {
      const params = match(parts, segments);
      if (params === null) continue;
      if (route.method === method) return { route, params };
      other = true;
    }
    return other ? "method" : null;
  }
}

function rank(parts: string[]): string {
  return parts.map((part) => (part.includes("+}") ? "2" : part.startsWith("{") ? "1" : "0")).join("") + "9"; // the longer of two first
}

function match(parts: string[], segments: string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (let i = 0, j = 0; ; i++, j++) {
    const part = parts[i];
    if (part === undefined) return j === segments.length ? params : null;
    const segment = segments[j];
    if (segment === undefined) {
      if (part !== "{path+}" || i !== parts.length - 1) return null;
      return { ...params, path: "" }; // the root folder
    }
    if (part.endsWith("+}")) {
      const after = parts.length - 1 - i;
      const end = segments.length - after;
      if (end <= j) return null;
      params[part.slice(1, -2)] = segments.slice(j, end).map(decode).join("/");
      j = end - 1;
    } else if (part.startsWith("{")) params[part.slice(1, -1)] = decode(segment);
    else if (part !== segment) return null;
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new HttpError(400, "Bad Request");
  }
}

export function ok(body: unknown, status = 200): Reply {
  return { status, body };
}
export const noContent: Reply = { status: 204 };

/** One page of a list with GitHub's `Link` header (30 by default, at most 100). */
export function page<T>(call: Call, items: readonly T[]): { items: T[]; headers: Record<string, string> } {
  const size = Math.min(100, Math.max(1, Number(call.query.get("per_page") ?? 30) || 30));
  const number = Math.max(1, Number(call.query.get("page") ?? 1) || 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, rel: string): string => {
    const url = new URL(call.url);
    url.searchParams.set("page", String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (number > 1) links.push(link(number - 1, "prev"));
  if (number < last) links.push(link(number + 1, "next"), link(last, "last"));
  if (number > 1) links.push(link(1, "first"));
  return {
    items: items.slice((number - 1) * size, number * size),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

export function paged<T>(call: Call, items: readonly T[], shape: (item: T) => unknown): Reply {
  const { items: some, headers } = page(call, items);
  return { status: 200, body: some.map(shape), headers };
}

/** As `paged`, in an object with `total_count`. */
export function counted<T>(call: Call, key: string, items: readonly T[], shape: (item: T) => unknown): Reply {
  const { items: some, headers } = page(call, items);
  return { status: 200, body: { total_count: items.length, [key]: some.map(shape) }, headers };
}

export function text(call: Call, name: string): string {
  const value = call.body[name];
  if (typeof value !== "string") throw invalid(`Invalid request.\n\n"${name}" wasn't supplied.`);
  return value;
}
export function optionalText(call: Call, name: string): string | undefined {
  const value = call.body[name];
  return typeof value === "string" ? value : undefined;
}
export function strings(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === "string");
}
export function number(call: Call, name: string): number {
  const value = Number(call.params[name]);
  if (!Number.isSafeInteger(value)) throw notFound();
  return value;
}
