import { may, type Screen } from "./screen.js";
import { isPlaceholder } from "./values.js";

const AUTHORIZATION =
  /(?<=authorization(?:\\{0,3}["'])?\s?[:=]\s{0,3}(?:\\{0,3}["'])?)((?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)\s{1,3})?([^\s"'\\,;]{6,})/gi;
const BEARER = /(?<=(?<![\w-])bearer\s)[\w.~+/-]{16,}=*/gi;
const BASIC = /(?<=(?<![\w-])basic\s)[A-Z0-9+/]{8,}={0,2}(?![\w+/=-])/gi;
const COOKIE = /(?<=cookie(?:\\{0,3}["'])?\s?:\s{0,3}(?:\\{0,3}["'])?)(?=[\w.-]{1,100}=)[^"'\\]+/gi;
const USERINFO = /(:\/\/[^\s/@:"'<>]{0,200}:)([^\s/"'<>]+)(?=@)/g;
const CURL_USER = /(?<=\bcurl\s(?:[^|;]{0,300}\s)?(?:-u|--user)[ =]["']?[\w.@-]{1,80}:)[^\s"']+/g;
const DOCKER_LOGIN = /(?<=\slogin\s(?:[^|;]{0,300}\s)?-p[ =]["']?)[^\s"']{4,}/g;

const hide = (kind: string) => (value: string) => (isPlaceholder(value) ? value : `[redacted:${kind}]`);

/** HTTP headers that carry credentials, user:password in URLs and on well-known command lines. */
export function redactHeaders(line: string, screen: Screen): string {
  let out = line;
  if (may(screen, "header")) out = hideHeaders(out);
  if (may(screen, "userinfo") && hasUserinfo(out))
    out = out.replace(USERINFO, (_, before: string, value: string) => `${before}${hide("password")(value)}`);
  if (!may(screen, "command")) return out;
  if (out.includes("curl ")) out = out.replace(CURL_USER, hide("password"));
  if (out.includes("login ")) out = out.replace(DOCKER_LOGIN, hide("password"));
  return out;
}

/** `://user:something@`: jumps from one `@` to the next, since a payload has hundreds of URLs and few of these. */
function hasUserinfo(line: string): boolean {
  for (let start = line.indexOf("://"); start >= 0; ) {
    const at = line.indexOf("@", start);
    if (at < 0) return false;
    const authority = line.slice(line.lastIndexOf("://", at) + 3, at);
    if (authority.includes(":") && !/[\s/"'<>]/.test(authority)) return true;
    start = line.indexOf("://", at);
  }
  return false;
}

function hideHeaders(line: string): string {
  let out = line;
  if (/authorization|bearer|basic/i.test(out))
    out = out
      .replace(AUTHORIZATION, (whole: string, scheme: string | undefined, value: string) =>
        isPlaceholder(value) || (scheme === undefined && !/\d/.test(value))
          ? whole
          : `${scheme ?? ""}[redacted:authorization]`,
      )
      .replace(BEARER, (value: string) =>
        /\d/.test(value) && !isPlaceholder(value) ? "[redacted:authorization]" : value,
      )
      .replace(BASIC, (value: string) => (isBasic(value) ? "[redacted:authorization]" : value));
  return /cookie/i.test(out) ? out.replace(COOKIE, hide("cookie")) : out;
}

/** Basic credentials are base64 of `user:password` in printable ASCII; the word after "basic" rarely is. */
function isBasic(value: string): boolean {
  const text = Buffer.from(value.slice(0, 400), "base64").toString("latin1");
  return text.includes(":") && /^[\x20-\x7e]+$/.test(text);
}
