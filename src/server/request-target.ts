/** Characters of a path as RFC 3986 (3.3) allows them, with every `%` followed by two hexadecimal digits. */
const PATH = /^(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})*)+$/i;

export type Target = { ok: true; url: URL } | { ok: false; status: 400 | 404; reason: string };

const refuse = (status: 400 | 404, reason: string): Target => ({ ok: false, status, reason });

/**
 * The only reading of a request's target; every handler gets this `url`, none reads `req.url`. A path has one spelling: what
 * a URL parser would rewrite (`//`, `.` and `..` also as `%2e`, backslashes) names nothing here, so that two readers cannot
 * differ about it. Parts are decoded once, by the router.
 */
export function parseTarget(raw: string | undefined): Target {
  if (raw === undefined || !raw.startsWith("/") || raw.includes("#"))
    return refuse(400, "the request target must be a path");
  const question = raw.indexOf("?");
  const path = question < 0 ? raw : raw.slice(0, question);
  if (!PATH.test(path)) return refuse(404, "there is nothing here");
  const target = `http://heal${raw}`;
  if (!URL.canParse(target)) return refuse(400, "the request target is malformed");
  const url = new URL(target);
  if (url.host !== "heal" || url.pathname !== path || path.startsWith("//"))
    return refuse(404, "there is nothing here");
  if (/%(?:0\d|0[a-f]|1[\da-f]|7f)/i.test(path)) return refuse(404, "there is nothing here");
  // PostgreSQL's text holds no NUL, and no name, word or number has one.
  for (const [name, value] of url.searchParams)
    if (name.includes("\0") || value.includes("\0")) return refuse(400, "a parameter holds a NUL character");
  return { ok: true, url };
}
