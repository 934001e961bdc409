import type { Sink } from "./sink.js";
import { nameAround } from "./assignments.js";
import { isOf, lineEnd, WORD } from "./chars.js";
import { quotedEnd, unquotedEnd } from "./extent.js";
import { quoteAround } from "./surroundings.js";
import { isPlaceholder, looksRandom } from "./values.js";

const SCHEME =
  /^(?:bearer|basic|token|digest|negotiate|ntlm|apikey|api-key|key|bot|geniekey|splunk|sso-key|aws4-hmac-sha256|aws|ssws|jwt|dpop|pat|oauth|hawk|kakaoak|klaviyo-api-key|sharedkey|sharedkeylite|sharedaccesssignature|hmac-sha256|mac|apitoken|api-token|private-token|discogs|rdme|zoho-oauthtoken|application-key|device|user|service|access|session)\s{1,3}(?=\S)/i;
/** Their parameters are one credential. */
const LIST = /^(?:digest|aws4-hmac-sha256|oauth|hawk|mac|hmac-sha256)\s\S{1,40}=|^token token=/i;
const MARK = "authorization";

/** What stands behind `Authorization`, in a header, a map or a setting. */
export function authorization(text: string, start: number, end: number, sink: Sink): number | null {
  const name = nameAround(text, start, end);
  if (!/authorization$/i.test(name.text)) return null;
  const value = valueOf(text, name.end);
  if (!value) return null;
  const { inside, from, to } = value;
  const content = text.slice(from, to);
  const scheme = SCHEME.exec(content)?.[0] ?? "";
  const rest = from + scheme.length;
  if (scheme !== "" && /^\\?$/.test(text.slice(rest, lineEnd(text, rest)).trim())) {
    sink.next(MARK);
    return null;
  }
  const last = inside || LIST.test(content) ? to : Math.min(to, unquotedEnd(text, rest, NOWHERE));
  return hide(text, rest, last, scheme !== "", sink);
}
const NOWHERE = { query: false, connection: false, inside: 0 };

function hide(text: string, from: number, to: number, sure: boolean, sink: Sink): number | null {
  const value = text.slice(from, to);
  if (value.length < 6 || isPlaceholder(value) || (!sure && !/\d/.test(value))) return null;
  sink.add(from, to, MARK);
  return to;
}

/** Behind `: `, `=`, `":"`, `:[`: what stands in the quotes there or around, else up to the line's end. */
function valueOf(text: string, at: number): { from: number; to: number; inside: boolean } | null {
  const operator =
    /^\\{0,7}["']?\]?\s?(?:=>|[:=]|,(?=\s{0,3}\\{0,7}["'`](?:bearer|basic|token)\s))\s{0,3}\[?/i.exec(
      text.slice(at, at + 24),
    );
  if (!operator) return null;
  const from = at + operator[0].length;
  if (/^\\{0,7}["'`]/.test(text.slice(from, from + 9))) {
    const [start, end] = quotedEnd(text, from);
    return { from: start, to: end, inside: true };
  }
  const quote = quoteAround(text, at);
  const end = lineEnd(text, from);
  if (quote === 0) return { from, to: text[end - 1] === "\r" ? end - 1 : end, inside: false };
  const closing = text.indexOf(String.fromCharCode(quote), from);
  return { from, to: closing < 0 || closing > end ? end : closing, inside: false };
}

/** `Bearer x` alone. */
export function bearer(text: string, start: number, end: number, sink: Sink): number | null {
  if (isOf(text.charCodeAt(start - 1), WORD)) return null;
  let to = end;
  while (isOf(text.charCodeAt(to), WORD) || ".~+/=".includes(text[to] ?? "\n")) to += 1;
  const value = text.slice(end, to);
  if (value.length < 16 || isPlaceholder(value) || !looksRandom(value, 16)) return null;
  sink.add(end, to, MARK);
  return to;
}

/** Basic credentials are base64 of `user:password` in printable ASCII; the word after "basic" rarely is. */
export function basic(text: string, start: number, end: number, sink: Sink): number | null {
  if (isOf(text.charCodeAt(start - 1), WORD)) return null;
  let to = end;
  while (isOf(text.charCodeAt(to), WORD) || "+/=".includes(text[to] ?? "\n")) to += 1;
  const value = text.slice(end, to);
  if (value.length < 8 || !isBasic(value)) return null;
  sink.add(end, to, MARK);
  return to;
}

function isBasic(value: string): boolean {
  if (!/^[\w+/-]+={0,2}$/.test(value)) return false;
  const text = Buffer.from(value.slice(0, 400), "base64").toString("latin1");
  return text.includes(":") && /^[\x20-\x7e]+$/.test(text);
}

/**
 * `AUTH PLAIN x`, `AUTH LOGIN x` of SMTP: what the word decodes to tells it from the next mechanism of a server's list; a
 * plain answer has a NUL before the password (RFC 4616).
 */
export const sasl =
  (isPlain: boolean) =>
  (text: string, _start: number, end: number, sink: Sink): number | null => {
    const value = /^[\w+/-]{4,4000}={0,2}/.exec(text.slice(end, end + 4_002))?.[0] ?? "";
    const plain = Buffer.from(value, "base64").toString("latin1");
    if (value.length < 8 || !(isPlain ? /^[\x20-\x7e]*\0[\x20-\x7e]+/ : /^[\x20-\x7e]+$/).test(plain))
      return null;
    sink.add(end, end + value.length, "password");
    return end + value.length;
  };

const COOKIE = /^[\w.%-]{1,100}=(?=[^\s"';])/;

/** The values of `Set-Cookie`; who may read them and how long stays. Several where they are members of a list. */
function setCookies(text: string, from: number, sink: Sink): number | null {
  const line = text.slice(from, Math.min(lineEnd(text, from), from + LONGEST_HEADER));
  let at = 0;
  for (let name = COOKIE.exec(line); name; name = COOKIE.exec(line.slice(at, at + 110))) {
    const start = at + name[0].length;
    const value = /^[^;"'\\\s]*/.exec(line.slice(start))?.[0] ?? "";
    if (!isPlaceholder(value)) sink.add(from + start, from + start + value.length, "cookie");
    const next = /,\s{0,20}\\{0,7}["']?(?=[\w.%-]{1,100}=[^\s"';])/.exec(line.slice(start + value.length));
    if (!next) return from + start + value.length;
    at = start + value.length + next.index + next[0].length;
  }
  return at > 0 ? from + at : null;
}
const LONGEST_HEADER = 8_000;

/** Everything a cookie header sends; `--cookie` too. */
export function cookie(text: string, start: number, end: number, sink: Sink): number | null {
  const operator = /^\\{0,7}["']?\s?(?:=>|[:=]|\s(?=["']))\s{0,3}\[?\s{0,3}\\{0,7}["']?/.exec(
    text.slice(end, end + 24),
  );
  if (!operator) return null;
  const from = end + operator[0].length;
  if (/set-$/i.test(text.slice(Math.max(0, start - 4), start))) return setCookies(text, from, sink);
  if (!COOKIE.test(text.slice(from, from + 110))) return null;
  let to = from;
  const stop = lineEnd(text, from);
  while (to < stop && !'"\\'.includes(text[to] as string) && text.charCodeAt(to) !== 39) to += 1;
  if (text[to - 1] === "\r") to -= 1;
  if (isPlaceholder(text.slice(from, to))) return null;
  sink.add(from, to, "cookie");
  return to;
}

/** A session's cookie by its own name, wherever it stands. */
export function session(text: string, _start: number, end: number, sink: Sink): number | null {
  let to = end;
  while (isOf(text.charCodeAt(to), WORD) || ".%+/:".includes(text[to] ?? "\n")) to += 1;
  if (!looksRandom(text.slice(end, to), 16)) return null;
  sink.add(end, to, "cookie");
  return to;
}
