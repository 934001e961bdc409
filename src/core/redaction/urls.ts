import type { Sink } from "./sink.js";
import { BREAK, isOf, runEnd, WORD } from "./chars.js";
import { isPlaceholder, looksRandom } from "./values.js";

/** The longest user and password that are looked at. */
const LONGEST = 600;
const [SLASH, COLON, AT, HASH, QUESTION, BACKSLASH] = [0x2f, 0x3a, 0x40, 0x23, 0x3f, 0x5c];

const ENDS = Uint8Array.from({ length: 128 }, (_, code) =>
  isOf(code, BREAK) || code === 0x3c || code === 0x3e || code === BACKSLASH ? 1 : 0,
);
const endsAddress = (code: number): boolean => Number.isNaN(code) || ENDS[code] === 1;

/** `scheme://user:password@host`, and a token in the user's place. */
export function userinfo(text: string, start: number, end: number, sink: Sink): number | null {
  // What was hidden before is no user and no password.
  const from = text.startsWith("[redacted:", end) ? text.indexOf("]", end) + 1 : end;
  let [colon, at, path] = [-1, -1, -1];
  let i = from;
  for (
    let code = text.charCodeAt(i);
    !endsAddress(code) && i - from < LONGEST;
    code = text.charCodeAt((i += 1))
  ) {
    // Another address begins: what stands before it is decided.
    if (code === COLON && i > from && text.startsWith("://", i)) break;
    if (path < 0 && (code === SLASH || code === QUESTION || code === HASH)) path = i;
    if (path < 0 && code === COLON && colon < 0) colon = i;
    if (code === AT && (path < 0 || (colon >= 0 && mayGoOn(text, { start, colon, at, i })))) at = i;
  }
  if (at <= from) return null;
  if (colon < 0 || colon >= at) return userOnly(text, from, at, sink);
  const password = text.slice(colon + 1, at);
  if (colon - from >= 20 && looksRandom(text.slice(from, colon), 20)) sink.add(from, colon, "token");
  if (password !== "" && password !== "x-oauth-basic" && !isPlaceholder(password))
    sink.add(colon + 1, at, "password");
  return at;
}

/** Whether an `@` behind a slash may still end the password: a host stands behind it, and no port before the slash. */
function mayGoOn(
  text: string,
  { start, colon, at, i }: { start: number; colon: number; at: number; i: number },
): boolean {
  if (/^\d{1,5}[/?#]/.test(text.slice(colon + 1, colon + 7))) return false;
  if (at >= 0 && /https?$/i.test(text.slice(Math.max(0, start - 5), start))) return false;
  return /^[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?(?:[/?#,\s"'\\]|$)/.test(text.slice(i + 1, i + 260));
}

function userOnly(text: string, from: number, at: number, sink: Sink): number | null {
  const user = text.slice(from, at);
  if (!looksRandom(user, 16) || isPlaceholder(user) || /[:/@]/.test(user)) return null;
  sink.add(from, at, "token");
  return at;
}

/** `user:password@tcp(host:port)/db` of Go's drivers for MySQL: the last `@` before the protocol ends the password. */
export function dsn(text: string, start: number, _end: number, sink: Sink): number | null {
  let from = start;
  while (from > 0 && start - from < LONGEST && !isOf(text.charCodeAt(from - 1), BREAK)) from -= 1;
  const whole = text.slice(from, start);
  const colon = whole.indexOf(":");
  // `DSN=user:password`, `mysql://user:password`
  const user = whole.startsWith("://", colon) ? whole.indexOf(":", colon + 3) : colon;
  const password = whole.slice(user + 1);
  if (user < 0 || password === "" || isPlaceholder(password)) return null;
  sink.add(from + user + 1, start, "password");
  return start;
}

/** The value of a parameter of an address that is a signature or a key whatever its name: `?sig=`, `&code=`. */
export const parameter =
  (kind: string, least: number, surely: boolean) =>
  (text: string, start: number, end: number, sink: Sink): number | null => {
    let to = end;
    while (isOf(text.charCodeAt(to), WORD) || "%+/=.~".includes(text[to] ?? "\n")) to += 1;
    const value = text.slice(end, to);
    if (
      !"?&".includes(text[start] as string) ||
      value.length < least ||
      (!surely && !looksRandom(value, least))
    )
      return null;
    sink.add(end, to, kind);
    return runEnd(text, to, 0);
  };

/** `WEBHOOK_URL=https://host/path/RANDOM`: who knows the address may post there. */
export function webhook(text: string, _start: number, end: number, sink: Sink): number | null {
  const found = /^[\w-]{0,20}\\{0,7}["']?\s{0,3}[:=]\s{0,3}\\{0,7}["']?https?:\/\/[\w.:-]{3,120}\//i.exec(
    text.slice(end, end + 180),
  );
  if (!found) return null;
  const from = end + found[0].length;
  let to = from;
  while (isOf(text.charCodeAt(to), WORD) || "%+/=.~:@".includes(text[to] ?? "\n")) to += 1;
  let at = from;
  for (const part of text.slice(from, Math.min(to, from + LONGEST)).split("/")) {
    if (looksRandom(part, 16)) {
      sink.add(at, to, "webhook");
      return to;
    }
    at += part.length + 1;
  }
  return null;
}

/** `https://conda.example.org/t/TOKEN/channel` of Anaconda. */
export function pathToken(text: string, start: number, end: number, sink: Sink): number | null {
  if (!/:\/\/[\w.-]{1,120}(?::\d{1,5})?$/.test(text.slice(Math.max(0, start - 140), start))) return null;
  const to = runEnd(text, end, WORD, end + 200);
  if (text.charCodeAt(to) !== SLASH || !looksRandom(text.slice(end, to), 20)) return null;
  sink.add(end, to, "token");
  return to;
}
