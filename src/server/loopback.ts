import type { IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";

/** `127.0.0.0/8`, `::1`, and the former as IPv6 writes it. */
export function isLoopbackAddress(address = ""): boolean {
  const v4 = address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
  return address === "::1" || (isIPv4(v4) && v4.startsWith("127."));
}

/** RFC 6761: `localhost` and what is below it are loopback for everybody. With or without a port (a tunnel has its own). */
const LOCAL_HOST = /^(?:(?:[a-z\d-]{1,63}\.){0,4}localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * What curl, scripts and browsers send by themselves. Proxies give themselves away by a header of their own, and there is no
 * list of all of those: any name that is not here ends the trust in loopback.
 */
const OF_A_CLIENT = new Set([
  ...["accept", "accept-charset", "accept-encoding", "accept-language", "authorization", "cache-control"],
  ...[
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "device-memory",
    "dnt",
    "downlink",
    "dpr",
    "ect",
  ],
  ...[
    "expect",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
  ],
  ...["keep-alive", "origin", "pragma", "priority", "purpose", "range", "referer", "rtt", "save-data", "te"],
  ...["transfer-encoding", "upgrade-insecure-requests", "user-agent", "viewport-width", "width"],
  // Prometheus' own scrape (scrape/scrape.go).
  "x-prometheus-scrape-timeout-seconds",
]);
/** Client hints and fetch metadata: a browser's own (W3C), and no page can set them. */
const OF_A_BROWSER = /^sec-(?:ch-|fetch-|gpc$|purpose$)/;

/**
 * Why a request over loopback is not taken for one of this machine's own programs; null: it is. A proxy that passes requests
 * on exactly as a local program would send them cannot be told apart: such a server needs HEAL_API_TOKEN.
 */
export function proxySign(req: IncomingMessage): string | null {
  // nginx before 1.29.7 talks HTTP/1.0 to what is behind it unless told otherwise (docs: proxy_http_version); no client of today
  // does. A newer one that is told to add no header is of the kind that cannot be told apart.
  if (req.httpVersion !== "1.1") return `it speaks HTTP/${req.httpVersion}, as proxies do`;
  const names = req.rawHeaders.filter((_text, i) => i % 2 === 0).map((name) => name.toLowerCase());
  const foreign = names.find((name) => !OF_A_CLIENT.has(name) && !OF_A_BROWSER.test(name));
  if (foreign !== undefined) return `it carries the header ${foreign}, as a proxy's may`;
  const { host, origin } = req.headers;
  if (names.filter((name) => name === "host").length !== 1 || host === undefined || !LOCAL_HOST.test(host))
    return "it is addressed to another host name";
  return ofAnotherSite(req, host, origin) ? "a page of another site asks" : null;
}

/** Links from elsewhere may be followed; nothing may be fetched by a page that is not ours. */
function ofAnotherSite(
  { headers, method }: IncomingMessage,
  host: string,
  origin: string | undefined,
): boolean {
  const site = headers["sec-fetch-site"];
  const followed =
    headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document" && method === "GET";
  if (site !== undefined) return site !== "same-origin" && site !== "none" && !followed;
  // Our pages send no referrer, so that their forms say `null`; what a form does is checked by its handler.
  return origin !== undefined && origin !== "null" && origin !== `http://${host}`;
}
