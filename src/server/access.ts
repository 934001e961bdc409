import type { IncomingMessage } from "node:http";
import { sharedSecret } from "../intake/secrets.js";
import type { Route } from "./route.js";

export type Verdict =
  | { allowed: true }
  | { allowed: false; status: 401 | 403; reason: string; challenge?: string };

const allowed: Verdict = { allowed: true };

/**
 * Who may read. With a token: whoever sends it, from wherever. Without: this machine only, asked directly: neither
 * through a proxy (whose address would be loopback as well) nor under a foreign host name (DNS rebinding).
 */
export function mayRead(req: IncomingMessage, access: Route["access"], token: string | undefined): Verdict {
  if (access === "public") return allowed;
  if (token !== undefined) {
    const basic = /^basic /i.test(req.headers.authorization ?? "");
    if ((access === "page" || !basic) && sharedSecret(req.headers, [token]).ok) return allowed;
    const scheme = access === "page" ? "Basic" : "Bearer";
    return {
      allowed: false,
      status: 401,
      reason: "the API token is missing or wrong",
      challenge: `${scheme} realm="heal"`,
    };
  }
  const proxied = req.headers.forwarded !== undefined || req.headers["x-forwarded-for"] !== undefined;
  if (isLoopback(req.socket.remoteAddress) && !proxied && isLocalHost(req.headers.host)) return allowed;
  return { allowed: false, status: 403, reason: "without HEAL_API_TOKEN only this machine may read" };
}

const isLoopback = (address = ""): boolean =>
  address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");

function isLocalHost(host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.[\d.]+$/.test(hostname)
  );
}
