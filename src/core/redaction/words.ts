import { lineEnd, lineStart, restOfLine } from "./chars.js";
import { unquotedEnd } from "./extent.js";
import type { Found, Name } from "./frame.js";
import { isLineEnd } from "./members.js";
import { isLead } from "./surroundings.js";
import type { Sink } from "./sink.js";
import { valueAt } from "./value-at.js";
import { isWordy, looksRandom } from "./values.js";

/** Names and values in what people read: sentences, prompts, pages. */

/** `password is value`, `password for ci: value`, `token set to value`. */
export function worded(text: string, name: Name, at: number): Found {
  const words =
    /^(?:(?:is|was|are|now|set to|changed to|reset to|will be)(?: now)?:? |(?:for|of) (?:user |role )?["']?[\w.@-]{1,40}["']? ?(?:is|was|:|=):? ?)(?=\S)/i.exec(
      text.slice(at, at + 100),
    );
  const answer =
    words && !/^for ["'][a-z]{2,10}:\/\//i.test(text.slice(at, at + 20)) ? null : prompted(text, at);
  if (answer) return answer;
  if (
    !words &&
    /^password$/i.test(name.text) &&
    isLead(text.slice(lineStart(text, name.start), name.start))
  ) {
    // The third line of an entry of netrc.
    const end = unquotedEnd(text, at, { query: false, connection: false, inside: 0 });
    return isLineEnd(text, end) ? { by: "column", start: at, end, quoted: false, spaced: true } : null;
  }
  const said = words ? null : told(text, name, at);
  if (said) return said;
  // `neighbor 10.0.0.1 password VALUE`: no sentence has such a word behind it.
  if (!words && /^(?:password|passwd|passphrase)$/i.test(name.text)) {
    const value = /^[^\s"'`()<>[\]{}|/\\]{10,120}(?=\s|$)/.exec(restOfLine(text, at, 130))?.[0];
    return value !== undefined && /\d[a-z]/i.test(value) && looksRandom(value, 10) && !isWordy(value)
      ? { by: "words", start: at, end: at + value.length, quoted: false, spaced: true }
      : null;
  }
  return words ? valueAt(text, name, at + words[0].length, "words", true) : null;
}

/** `Enter passphrase for key '/home/ci/.ssh/id': value`, with nothing behind it. */
function prompted(text: string, at: number): Found {
  const line = restOfLine(text, at, 300);
  // What git and ssh ask for has an address or a file in quotes.
  const asked = /^for (?:key )?(?:'[^'\n]{1,160}'|"[^"\n]{1,160}"): {1,3}(?=\S(?:.{0,198}\S)?\s*$)/i.exec(
    line,
  );
  const found = asked ?? /^(?:for|of|to) [^\n:={}<>]{1,100}: {1,3}(?=\S{6,200}\s*$)/i.exec(line);
  if (!found) return null;
  const start = at + found[0].length;
  return { by: asked ? ":" : "words", start, end: at + line.trimEnd().length, quoted: false, spaced: true };
}

/** `Password (since debug is enabled): value`, `Secret Access Key [None]: value`. */
export function remarked(text: string, at: number): Found {
  const remark = /^(?:\([^()\n]{1,60}\)|\[[^[\]\n]{1,40}\])\s?: {1,3}(?=\S{6,200}\s*$)/.exec(
    restOfLine(text, at, 300),
  );
  if (!remark) return null;
  const start = at + remark[0].length;
  const end = unquotedEnd(text, start, { query: false, connection: false, inside: 0 });
  return { by: "words", start, end, quoted: false, spaced: true };
}

/** `Token created successfully: value`, `using token value from`: only what no word is like. */
function told(text: string, name: Name, at: number): Found {
  if (!/(?:token|key|password|passwd|passphrase|credentials?|jwt|pat)$/i.test(name.text)) return null;
  const found = /^((?:[a-z]{2,14} ){0,4}[a-z]{2,14}: )?(\w[\w+/=.~-]{11,400}?)[.,;)]?(?=[\s"'`\\]|$)/.exec(
    restOfLine(text, at, 480),
  );
  const value = found?.[2];
  if (!found || value === undefined) return null;
  const least = found[1] === undefined ? 20 : 12;
  if (!looksRandom(value, least) || isWordy(value) || !/\d/.test(value)) return null;
  const start = at + (found[1]?.length ?? 0);
  return { by: "words", start, end: start + value.length, quoted: false, spaced: true };
}

/** Marks of emphasis between a name and its operator, or behind that: `**Password:** x`, `*Password*: x`. */
export const emphasis = (text: string, at: number): number =>
  /^\*{1,3}(?=[:=]|\s{1,3}\S)/.exec(text.slice(at, at + 8))?.[0].length ?? 0;

/** `<td>Password</td><td>value</td>`: the next element of a row, whatever the two are called. */
export function nextCell(text: string, at: number): Found {
  const found =
    /^<\/(?:td|th|dt|b|strong|label|span|em|i)>:?\s{0,4}(?:<(?:td|dd|span|code|b|strong|em|i|pre)(?:\s[^<>\n]{0,80})?>\s{0,4}){1,3}(?=[^\s<])/i.exec(
      text.slice(at, at + 240),
    );
  if (!found) return null;
  const start = at + found[0].length;
  const end = start + (/^[^<\n]{1,200}/.exec(text.slice(start, start + 200))?.[0].trimEnd().length ?? 0);
  return text.charCodeAt(end) === 60 ? { by: "xml", start, end, quoted: true, spaced: false } : null;
}

/** `expect "*?assword: "`, `-re "Password:" {`: a prompt that a script waits for. */
export const isPrompt = (text: string, name: Name, at: number): boolean =>
  /\b(?:expect\w*|-re|-exact|waitfor|when)\b[^\n]{0,60}$/i.test(
    text.slice(lineStart(text, name.start), name.start),
  ) && /^["'](?:\s?\{|[),;]{1,2})?\s*$/.test(restOfLine(text, at, 40));

/** `*?assword:`, `[Pp]assword: `: the same as patterns have it. */
export function promptPattern(text: string, start: number, end: number, sink: Sink): null {
  const before = text.slice(lineStart(text, start), start);
  if (
    /[*?.)\]"']$/.test(before) &&
    /\b(?:expect\w*|-re|-exact|waitfor|when)\b[^\n]{0,60}$/i.test(before) &&
    ENDS.test(restOfLine(text, end, 60))
  )
    sink.next("password", "answer");
  return null;
}
const ENDS = /^[^"'\n]{0,30}["'](?:\s?\{)?[),]{0,2}\s*$/;

/** `Content-Disposition: form-data; name="password"`: the field's value is below a blank line (RFC 7578). */
export const isField = (text: string, name: Name): boolean =>
  /form-data;\s?name=["']?$/i.test(text.slice(Math.max(0, name.start - 30), name.start));

/** `Enter keystore password:`: what is typed is in the next line. */
export const isAsked = (text: string, name: Name): boolean =>
  /\b(?:re-?)?(?:enter|type)\b[^\n:=]{0,60}$/i.test(text.slice(lineStart(text, name.start), name.start));

/** `echo %NAME%`, `printenv NAME`, `echo "$NAME"`: the value is what the next line prints. */
export const isEchoed = (text: string, name: Name): boolean =>
  /(?:\becho\s{1,3}["']?(?:%|\$\{?|\$env:)|\bprintenv\s{1,3}|Write-(?:Host|Output)\s{1,3}["']?\$env:)$/i.test(
    // A `$` may be the first character of a name.
    text.slice(Math.max(0, name.start - 40), name.start + (text[name.start] === "$" ? 1 : 0)),
  ) && /^[%}]?["']?\s*$/.test(restOfLine(text, name.end, 40));

/** Whether a sentence says that the password it speaks of was made for the reader: `Your initial admin password is:`. */
export const isGiven = (text: string, name: Name): boolean => {
  const line = text.slice(lineStart(text, name.start), lineEnd(text, name.end));
  return GIVEN.test(line) && !REFUSED.test(line);
};
const GIVEN =
  /\b(?:initial\w*|generated|temporary|temp|bootstrap|admin\w*|root|default|new|one-?time|your|following|random|master|superuser|here is|shown|store|save|keep|copy)\b/i;
const REFUSED =
  /\b(?:fail\w*|invalid|wrong|error|incorrect|denied|must|expire[ds]?|missing|cannot|not (?:set|found|match)|mismatch|enter|prompt|type|file|path|located|stored|saved|written|example)\b/i;
