import { mayContain, type Screen } from "./screen.js";
import { isPlaceholder } from "./values.js";

const AUTHORIZATION =
  /(?<=authorization(?:\\{0,3}["'])?\s?[:=]\s{0,3}(?:\\{0,3}["'])?)((?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)\s{1,3})?([^\s"'\\,;]{6,})/gi;
const BEARER = /(?<=(?<![\w-])bearer\s)[\w.~+/-]{16,}=*/gi;
const BASIC = /(?<=(?<![\w-])basic\s)[A-Z0-9+/]{8,}={0,2}(?![\w+/=-])/gi;
const COOKIE = /(?<=cookie(?:\\{0,3}["'])?\s?:\s{0,3}(?:\\{0,3}["'])?)(?=[\w.-]{1,100}=)[^"'\\]+/gi;
const CURL_USER = /(?<=\bcurl\s(?:[^|;]{0,300}\s)?(?:-u|--user)[ =]["']?[\w.@-]{1,80}:)[^\s"']+/g;
const DOCKER_LOGIN = /(?<=\slogin\s(?:[^|;]{0,300}\s)?-p[ =]["']?)[^\s"']{4,}/g;

const hide = (kind: string) => (value: string) => (isPlaceholder(value) ? value : `[redacted:${kind}]`);
const hidePassword = hide("password");

/** HTTP headers that carry credentials, user:password in URLs and on well-known command lines. */
export function redactHeaders(line: string, screen: Screen): string {
  let out = line;
  if (mayContain(screen, "header")) out = hideHeaders(out);
  if (mayContain(screen, "userinfo")) out = hideUserinfo(out);
  if (!mayContain(screen, "command")) return out;
  if (out.includes("curl ")) out = out.replace(CURL_USER, hidePassword);
  if (out.includes("login ")) out = out.replace(DOCKER_LOGIN, hidePassword);
  return out;
}

/** Longest user name before the colon. */
const USER = 200;
const [SLASH, COLON, AT] = [0x2f, 0x3a, 0x40];

/** What ends an authority: a blank, a slash, a quote, an angle bracket, or the text (NaN). */
const endsAuthority = (code: number): boolean =>
  Number.isNaN(code) ||
  code === 0x20 ||
  (code >= 9 && code <= 13) ||
  code === SLASH ||
  code === 0x22 ||
  code === 0x27 ||
  code === 0x3c ||
  code === 0x3e ||
  (code > 0x7f && /\s/.test(String.fromCharCode(code)));

/** `://user:password@`: by hand, since a payload has hundreds of URLs and few of these, and a hostile one has millions. */
function hideUserinfo(line: string): string {
  let out = "";
  let done = 0;
  let nextAt = -1;
  for (let start = line.indexOf("://"); start >= 0; start = line.indexOf("://", Math.max(start + 3, done))) {
    if (nextAt < start) nextAt = line.indexOf("@", start);
    if (nextAt < 0) break;
    let colon = start + 3;
    for (let code = line.charCodeAt(colon); code !== COLON; code = line.charCodeAt((colon += 1)))
      if (code === AT || endsAuthority(code) || colon - start > USER + 2) break;
    if (line.charCodeAt(colon) !== COLON) continue;
    let end = colon + 1;
    let at = -1;
    for (let code = line.charCodeAt(end); !endsAuthority(code); code = line.charCodeAt((end += 1)))
      if (code === AT) at = end;
    if (at <= colon + 1) continue;
    const value = line.slice(colon + 1, at);
    if (isPlaceholder(value)) continue;
    out += `${line.slice(done, colon + 1)}[redacted:password]`;
    done = at;
  }
  return done === 0 ? line : out + line.slice(done);
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
