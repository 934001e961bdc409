import type { Sink } from "./sink.js";
import { BLANK, isOf, lineEnd, lineStart, restOfLine, withoutEnd } from "./chars.js";
import type { Command, Options } from "./command-rows.js";
import { isQuote } from "./members.js";
import { quoteAround } from "./surroundings.js";
import { isPlaceholder, isWordy, looksSecret } from "./values.js";

/** How far behind a command's name its password may stand. */
const REACH = 400;
export const command =
  ({ before, random, rest, whole, value: shape }: Command) =>
  (text: string, start: number, _end: number, sink: Sink): number | null => {
    const { window, place, until } = argumentsAt(text, start);
    const behind =
      before instanceof RegExp ? (before.exec(window)?.[0].length ?? -1) : behindOption(window, before);
    if (behind < 0) return null;
    const quote = whole && isQuote(text.charCodeAt(start - 1)) ? text.charCodeAt(start - 1) : null;
    const found =
      until === null
        ? valueIn(window.slice(behind), rest ? quoteAround(text, start) : quote, shape)
        : { value: window.slice(behind, until(behind)), lead: 0 };
    if (!found) return null;
    const { value, lead } = found;
    if (value.length < 3 || value.startsWith("-") || isPlaceholder(value) || (random && !looksSecret(value)))
      return null;
    const bare = lead > 0 || rest || quote !== null ? value : withoutEnd(value, "),;]");
    const from = place(behind + lead);
    sink.add(from, from + bare.length, "password");
    return from + bare.length;
  };

/** In quotes, which may be escaped, or up to a blank. */
const ARGUMENT = /^(?:(\\{1,7}["'])((?:(?!\1).)+)\1|(")((?:[^"\\]|\\.)+)|(')((?:[^']|'\\'')+)|([^\s"']+))/;

/** What stands first, and how much is before it; up to the line's end where `quote` (0 for none) is not null. */
function valueIn(
  window: string,
  quote: number | null,
  shape: RegExp | undefined,
): { value: string; lead: number } | null {
  if (shape) return { value: shape.exec(window)?.[0] ?? "", lead: 0 };
  if (quote !== null) {
    const end = quote === 0 ? -1 : window.indexOf(String.fromCharCode(quote));
    const value = (end < 0 ? window : window.slice(0, end)).trimEnd();
    return value === "" ? null : { value, lead: 0 };
  }
  const found = ARGUMENT.exec(window);
  if (!found) return null;
  const value = found[2] ?? found[4] ?? found[6] ?? found[7] ?? "";
  return { value, lead: (found[1] ?? found[3] ?? found[5] ?? "").length };
}

/** Where the value of one of the options begins, -1 where the command has none. */
function behindOption(window: string, options: Options): number {
  for (let at = 0; at < window.length && !"|;".includes(window[at] as string); at += 1) {
    if (!isOf(window.charCodeAt(at), BLANK)) continue;
    for (const option of options) {
      if (!window.startsWith(option, at + 1)) continue;
      const end = at + 1 + option.length;
      if (/[:=]$/.test(option)) return end;
      if (" =".includes(window[end] ?? "\n")) return end + 1;
    }
  }
  return -1;
}

/** A command line from a place on. */
interface Arguments {
  readonly window: string;
  /** Where in the text a place of the window is. */
  readonly place: (at: number) => number;
  /** Of a list, where the member ends that a place stands in; its blanks are its own. */
  readonly until: ((at: number) => number) | null;
}

/** A list, as `["mysql", "-u", "root"]`, with blanks between its members. */
function argumentsAt(text: string, start: number): Arguments {
  const line = restOfLine(text, start, REACH);
  if (!/^[\w./-]{1,40}["'],/.test(line)) return { window: line, place: (at) => start + at, until: null };
  const starts: [shown: number, at: number][] = [];
  let window = "";
  let at = 0;
  for (const found of line.matchAll(/["'],\s?["']/g)) {
    window += `${line.slice(at, found.index)} `;
    at = found.index + found[0].length;
    starts.push([window.length, at]);
  }
  window += line.slice(at);
  const place = (shown: number): number => {
    const [from, real] = starts.findLast(([first]) => first <= shown) ?? [0, 0];
    return start + real + shown - from;
  };
  const until = (shown: number): number => {
    const next = starts.find(([first]) => first > shown)?.[0];
    const quote = window.slice(shown).search(/["']/);
    return next === undefined ? (quote < 0 ? window.length : shown + quote) : next - 1;
  };
  return { window, place, until };
}

/** `curl -u user:password`, `--proxy-user user:password`, and their like. */
export function userOption(text: string, start: number, end: number, sink: Sink): number | null {
  const line = text.slice(lineStart(text, start), start);
  // Of other tools the same option may take `user:group`.
  const isSure =
    text.startsWith("--proxy-user", start) ||
    /\b(?:curl|http|https|wget|jf|jfrog|hey|ab|k6|etcdctl)\b/i.test(line);
  const found = /^[ =]?\s{0,3}["']?[^\s:"'|]{0,80}:/.exec(text.slice(end, end + 100));
  if (!found) return null;
  const from = end + found[0].length;
  const quote = /["']/.exec(found[0])?.[0];
  const value = (quote ? /^[^"'\n]+/ : /^[^\s"']+/).exec(
    text.slice(from, Math.min(lineEnd(text, from), from + REACH)),
  )?.[0];
  if (value === undefined || isPlaceholder(value) || value.startsWith("//")) return null;
  if (!isSure && (value.length < 8 || !looksSecret(value) || isWordy(value) || /[/@\\]/.test(value)))
    return null;
  sink.add(from, from + value.length, "password");
  return from + value.length;
}

/** `echo PASSWORD | docker login --password-stdin`, `echo PASSWORD | sudo -S`. */
export function piped(text: string, start: number, _end: number, sink: Sink): number | null {
  const from = lineStart(text, start);
  const line = text.slice(from, start);
  const found =
    /\b(?:echo|printf)\s+(?:-\w\s+|['"]?%s(?:\\n)?['"]?\s+)?(?:(["'])([^"'|$<>][^"'|\n]{3,200})\1|([^\s"'|$<>][^\s"'|]{3,}))\s*\|[^|]{0,200}$/.exec(
      line,
    );
  const value = found?.[2] ?? found?.[3];
  if (!found || value === undefined || isPlaceholder(value)) return null;
  // `user:password | chpasswd`
  const user = text.startsWith("chpasswd", start) ? value.indexOf(":") + 1 : 0;
  const at = from + found.index + found[0].indexOf(value);
  sink.add(at + user, at + value.length, "password");
  return null;
}

/** `"PASSWORD" | ConvertTo-SecureString`. */
export function pipedText(text: string, start: number, _end: number, sink: Sink): number | null {
  const from = lineStart(text, start);
  const found = /(["'])([^"'\n]{4,200})\1\s{0,3}\|\s{0,3}$/.exec(text.slice(from, start));
  const value = found?.[2];
  if (!found || value === undefined || isPlaceholder(value)) return null;
  sink.add(from + found.index + 1, from + found.index + 1 + value.length, "password");
  return null;
}

/** How far behind `kty` the members of a key may stand, and how much further is read at once. */
const [KEY_AHEAD, KEY_WINDOW] = [6_000, 8_000];
let looked: { sink: Sink | null; text: string; to: number } = { ...{ sink: null, text: "", to: 0 } };

/** The private members of a JSON Web Key (RFC 7518, 6.2.2, 6.3.2 and 6.4.1). */
export function webKey(text: string, start: number, _end: number, sink: Sink): number | null {
  // What the last look saw of it and of much that follows is not looked at again.
  if (looked.sink === sink && looked.text === text && start + KEY_AHEAD <= looked.to) return null;
  const from = Math.max(lineStart(text, start), start - 4_000);
  const window = text.slice(from, start) + restOfLine(text, start, KEY_WINDOW);
  looked = { sink, text, to: start + KEY_WINDOW };
  for (const found of window.matchAll(
    /"(?:[dpqk]|dp|dq|qi)\\{0,7}"\s{0,3}:\s{0,3}\\{0,7}"([\w+/=-]{16,})/g,
  )) {
    const value = found[1] as string;
    const at = from + found.index + found[0].length - value.length;
    sink.add(at, at + value.length, "private-key");
  }
  return null;
}

/** The same in a document of a line a member, where its length tells it from others. */
export function webKeyMember(text: string, _start: number, end: number, sink: Sink): number | null {
  const found = /^\\{0,7}\s{0,3}:\s{0,3}\\{0,7}"([\w-]{40,})\\{0,7}"/.exec(text.slice(end, end + 1_000));
  if (found?.[1] === undefined) return null;
  const from = end + found[0].indexOf(found[1]);
  sink.add(from, from + found[1].length, "private-key");
  return from + found[1].length;
}
