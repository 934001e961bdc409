import type { IncomingMessage } from "node:http";
import { sharedSecret } from "../intake/secrets.js";
import { isLoopbackAddress, proxySign } from "./loopback.js";
import type { Route } from "./route.js";

export type Verdict =
  | { allowed: true }
  | { allowed: false; status: 401 | 403; reason: string; challenge?: string };

const allowed: Verdict = { allowed: true };

/**
 * Who may read. With a token: any client that sends it. Without: this machine only, asked directly: neither through a
 * proxy (whose address would be loopback as well), nor under a foreign host name (DNS rebinding), nor by a page of another
 * site that the operator's browser has open.
 */
export function checkReadAccess(
  req: IncomingMessage,
  access: Route["access"],
  token: string | undefined,
): Verdict {
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
  const sign = isLoopbackAddress(req.socket.remoteAddress) ? proxySign(req) : "it comes from another machine";
  return sign === null
    ? allowed
    : { allowed: false, status: 403, reason: `without HEAL_API_TOKEN only this machine may read: ${sign}` };
}

/** Why `heal serve` may not start with these settings; null: it may. */
export function exposure(settings: {
  HOST: string;
  HEAL_PUBLIC_URL?: string;
  HEAL_API_TOKEN?: string;
}): string | null {
  if (settings.HEAL_API_TOKEN !== undefined) return null;
  const { HOST } = settings;
  const exposed =
    settings.HEAL_PUBLIC_URL !== undefined
      ? "HEAL_PUBLIC_URL is set"
      : HOST === "localhost" || isLoopbackAddress(HOST)
        ? null
        : `HOST is ${HOST}`;
  return exposed === null
    ? null
    : `HEAL_API_TOKEN is not set, and others can reach this server (${exposed}); set it to a random value, e.g. HEAL_API_TOKEN=$(openssl rand -hex 32)`;
}
