import { METHODS, type IncomingMessage, type ServerResponse } from "node:http";
import createFinder, { type HTTPMethod } from "find-my-way";

export interface RequestContext {
  req: IncomingMessage;
  res: ServerResponse;
  /** Values of the path's `:name` parts, decoded. */
  params: Readonly<Record<string, string>>;
  url: URL;
  /** Whether the asker could open the dashboard: what a public route may say of our inside. */
  trusted: () => boolean;
}

const methods = ["GET", "POST", "PUT", "DELETE"] as const;

export interface Route {
  /** `GET` answers HEAD as well; `*` leaves the method to the handler. */
  method: (typeof methods)[number] | "*";
  /** `/api/v1/deliveries/:id`; a last part `*` takes what is left, as `params["*"]`. */
  path: string;
  /**
   * `public`: anybody (the handler checks for itself). `api`: the read API's token, or loopback when there is none.
   * `page`: like `api`, and a browser may send the token as Basic password.
   */
  access: "public" | "api" | "page";
  handler: (context: RequestContext) => void | Promise<void>;
}

export type Match =
  | { kind: "found"; route: Route; params: Record<string, string> }
  | { kind: "wrong-method"; allow: string[] }
  | { kind: "none" };

/**
 * Finds the route of a path: a literal part goes before a parameter, a parameter before `*`. Of two routes for the same method and
 * path the first in the list answers.
 */
export function createRouter(routes: readonly Route[]): (method: string, pathname: string) => Match {
  const finder = createFinder({ maxParamLength: MAX_PARAM });
  const byHandler = new Map<unknown, Route>();
  for (const route of routes) {
    const handler = () => undefined;
    byHandler.set(handler, route);
    for (const method of route.method === "*" ? METHODS : [route.method])
      if (!finder.hasRoute(method as HTTPMethod, route.path))
        finder.on(method as HTTPMethod, route.path, handler);
  }
  const find = (method: string, pathname: string) => {
    const found = finder.find(method as HTTPMethod, pathname);
    const route = found && byHandler.get(found.handler);
    // A part that is empty names nothing.
    const params = Object.entries(found?.params ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return route && params.every(([name, value]) => name === "*" || value !== "")
      ? { route, params: Object.fromEntries(params) }
      : null;
  };
  return (method, pathname) => {
    const wanted = method === "HEAD" ? "GET" : method;
    const found = find(wanted, pathname);
    if (found) return { kind: "found", ...found };
    // What answers any path says nothing about this one.
    const allow = methods.filter((other) => (find(other, pathname)?.route.path ?? "/*") !== "/*");
    if (allow.length > 0) return { kind: "wrong-method", allow };
    const last = routes.find(({ path, method: own }) => path === "/*" && (own === "*" || own === wanted));
    return last ? { kind: "found", route: last, params: {} } : { kind: "none" };
  };
}

/** Longer than any request line that Node takes (16 kB of headers in all). */
const MAX_PARAM = 16_384;
