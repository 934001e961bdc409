import { isOf, ALNUM } from "./chars.js";
import type { View } from "./view.js";

/** Texts within texts: a string of JSON or of a program's that has lines of its own, or quotes. */

const BACKSLASH = 92;
const MEANS: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  '"': '"',
  "'": "'",
  "/": "/",
  "\\": "\\",
};

/** Whether a string's escapes stand near a place: only then is its text another than what is read. */
export function isInString(text: string, at: number): boolean {
  const from = Math.max(0, at - NEAR);
  const near = text.slice(from, at + NEAR);
  if (!near.includes("\\")) return false;
  const start = near.lastIndexOf("\n", at - from - 1) + 1;
  const end = near.indexOf("\n", at - from);
  return /\\["n]/.test(near.slice(start, end < 0 ? near.length : end));
}
const NEAR = 200;

/** The texts of a line's strings that have escapes, each with where its characters stand; the whole where none is closed. */
export function* stringsOf(line: string): Generator<View> {
  let done = 0;
  for (let at = line.indexOf("\\"); at >= 0; at = line.indexOf("\\", done)) {
    const from = opening(line, done, at);
    const end = from < 0 ? -1 : closing(line, from);
    if (end < 0) break;
    yield plain(line, from, end);
    done = end + 1;
  }
  if (done === 0) yield plain(line, 0, line.length);
}

/** Behind the quote that the first escape stands within, -1 for none: every quote before it opens or closes. */
function opening(line: string, start: number, at: number): number {
  let [from, quote] = [-1, 0];
  for (let i = start; i < at; i += 1) {
    const code = line.charCodeAt(i);
    if (quote === 0 && (code === 34 || (code === 39 && !isOf(line.charCodeAt(i - 1), ALNUM))))
      [from, quote] = [i + 1, code];
    else if (code === quote) [from, quote] = [-1, 0];
  }
  return from;
}

function closing(line: string, from: number): number {
  const quote = line.charCodeAt(from - 1);
  for (let i = from; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (code === BACKSLASH) i += 1;
    else if (code === quote) return i;
  }
  return -1;
}

/** What stands between two places, one level of escapes undone. */
function plain(line: string, from: number, end: number): View {
  const places = { from: new Int32Array(end - from), to: new Int32Array(end - from) };
  const out: string[] = [];
  let n = 0;
  for (let i = from; i < end; ) {
    const meant = line.charCodeAt(i) === BACKSLASH && i + 1 < end ? MEANS[line[i + 1] as string] : undefined;
    const next = meant === undefined ? i + 1 : i + 2;
    out.push(meant ?? (line[i] as string));
    places.from[n] = i;
    places.to[n++] = next;
    i = next;
  }
  return { text: out.join(""), places };
}
