import { bodyOf, within } from "./wrapped.js";
import type { Range } from "./marked.js";
import { plainView } from "./view.js";
import { isLocation, isPlaceholder, isWordy, looksRandom, looksSecret } from "./values.js";

/** Users and their passwords where lines before say that they come: dialogues, lists of accounts. */

/** A server's answer between `USER` and `PASS`. */
export const ANSWER = /(?:^|\W)(?:331 |\+OK)/;

/** `PASS x` behind `USER x`; a test's result names a file. */
export function passIn(line: string, kind: string): Range[] {
  const value = /(?:^|[^\w/.-])PASS (\S(?:[^\n]{0,200}[^\s'])?)'?\s*$/.exec(
    plainView(line.slice(0, 1_000)).text,
  )?.[1];
  if (value === undefined || isPlaceholder(value, true) || isLocation(value)) return [];
  return value.includes("/") && isWordy(value)
    ? []
    : within(line, value, kind, line.lastIndexOf("PASS ") + 5);
}

/** The answer to `334 Password:`, in base64 to the line's end, whatever the client writes before it (RFC 4954). */
export function saslIn(line: string, kind: string): Range[] {
  const text = plainView(line.slice(0, 4_000)).text;
  const value = /(?:^|[^\w+/=])([\w+/]{4,2000}={0,2})(?:\\r\\n)?["']?\s*$/.exec(text)?.[1];
  if (value === undefined || value.startsWith("UGFzc3dvcmQ6")) return [];
  const isText = value.length % 4 === 0 && !Buffer.from(value, "base64").toString().includes("\ufffd");
  return isText || looksRandom(value) ? within(line, value, kind, line.lastIndexOf(value)) : [];
}

/** `ubuntu:x`, `elastic / x`, `admin = x`: a word and one value, to the line's end. */
const ACCOUNT = /^(?:[-*] )?["']?[a-z_][\w.@-]{0,40}["']?(?:: ?| = | \/ )["']?([^\s"']{6,200})["']?$/i;

export const isAccount = (line: string): boolean => ACCOUNT.test(bodyOf(line).body);

export function accountIn(line: string, body: string, kind: string): Range[] {
  const value = ACCOUNT.exec(body)?.[1];
  if (value === undefined || !looksSecret(value) || isPlaceholder(value) || isLocation(value)) return [];
  return isWordy(value) && !/[A-Z]/.test(value) ? [] : within(line, value, kind, line.lastIndexOf(value));
}
