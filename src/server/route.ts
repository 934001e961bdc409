import type { IncomingMessage, ServerResponse } from "node:http";

export interface RequestContext {
  req: IncomingMessage;
  res: ServerResponse;
  /** Values of the path's `:name` parts, decoded. */
  params: Readonly<Record<string, string>>;
  url: URL;
  /** Whether the asker could open the dashboard: what a public route may say of our inside. */
  trusted: () => boolean;
}

export interface Route {
  /** `GET` answers HEAD as well; `*` leaves the method to the handler. */
  method: "GET" | "POST" | "PUT" | "DELETE" | "*";
  /** `/api/v1/deliveries/:id`; a last part `*rest` takes what is left. */
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

/** The first route that fits, in the list's order. */
export function matchRoute(routes: readonly Route[], method: string, pathname: string): Match {
  const allow = new Set<string>();
  for (const route of routes) {
    const params = pathParams(route.path, pathname);
    if (!params) continue;
    const wanted = method === "HEAD" ? "GET" : method;
    if (route.method === "*" || route.method === wanted) return { kind: "found", route, params };
    // What answers any path says nothing about this one.
    if (!route.path.startsWith("/*")) allow.add(route.method);
  }
  return allow.size > 0 ? { kind: "wrong-method", allow: [...allow] } : { kind: "none" };
}

function pathParams(pattern: string, pathname: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = pathname.split("/");
  const params: [string, string][] = [];
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith("*")) {
      params.push([part.slice(1), given.slice(i).join("/")]);
      return Object.fromEntries(params);
    }
    const value = given[i];
    if (value === undefined) return null;
    if (part.startsWith(":")) {
      const decoded = decode(value);
      if (decoded === null || decoded === "") return null;
      params.push([part.slice(1), decoded]);
    } else if (part !== value) return null;
  }
  return given.length === wanted.length ? Object.fromEntries(params) : null;
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
