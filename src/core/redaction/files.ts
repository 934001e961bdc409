import type { Sink } from "./sink.js";
import { NAME, restOfLine, runStart, withoutEnd } from "./chars.js";
import { isPlaceholder, looksRandom } from "./values.js";

/** Files whose form, and no name, says where the secret is. */

/** `host:port:database:user:password`, a line of .pgpass (PostgreSQL's manual, 32.16); `\\:` stands for a colon. */
export function passwordFile(text: string, start: number, end: number, sink: Sink): number | null {
  let from = runStart(text, start, NAME, 120);
  if (from === start && text[start - 1] === "*") from -= 1;
  if (from === start || !/^[\s:|+\-"'>]?$/.test(text[from - 1] ?? "")) return null;
  const found = /^(?:\*|[A-Z_][\w-]{0,62}):(?:\*|[A-Z_][\w.@-]{0,62}):(?=\S)/i.exec(
    text.slice(end, end + 130),
  );
  if (!found) return null;
  const at = end + found[0].length;
  const value = withoutEnd(/^[^\s"']{3,400}/.exec(restOfLine(text, at, 400))?.[0] ?? "", "\"'");
  const to = at + value.length;
  if (
    value === "" ||
    isPlaceholder(value) ||
    /\S/.test(
      withoutEnd(restOfLine(text, to, 80).replace(/["']?\s{0,3}>{1,2}\s{0,3}\S{1,60}\s*$/, ""), "\"' \t\r"),
    )
  )
    return null;
  sink.add(at, to, "password");
  return to;
}

/** The private members of .NET's RSAKeyValue and DSAKeyValue, each on its own line or all in one. */
export function xmlKeyMember(text: string, _start: number, end: number, sink: Sink): number | null {
  const value = /^\s{0,20}([A-Z0-9+/]{40,6000}={0,2})\s{0,20}<\//i.exec(text.slice(end, end + 6_100))?.[1];
  if (value === undefined) return null;
  const from = text.indexOf(value, end);
  sink.add(from, from + value.length, "private-key");
  return from + value.length;
}

/** The key of a storage account as Azure's command line lists it: 64 bytes in base64. */
export function storageKey(text: string, _start: number, end: number, sink: Sink): number | null {
  if (!/^[A-Z\d+/]{86}==(?![\w+/=])/i.test(text.slice(end, end + 90))) return null;
  sink.add(end, end + 88, "secret");
  return end + 88;
}

/** `<apikeys><add key="https://feed" value="KEY" />` of nuget.config: a feed's address with anything but another. */
export function feedKey(text: string, _start: number, end: number, sink: Sink): number | null {
  const found = /^s?:\/\/[^"'\s<>]{1,300}["'][ \t]{1,8}value=["']([^"'<>\s]{16,2000})["']/i.exec(
    text.slice(end, end + 2_400),
  );
  const value = found?.[1];
  if (!found || value === undefined || !looksRandom(value, 16)) return null;
  const from = end + found[0].length - 1 - value.length;
  sink.add(from, from + value.length, "secret");
  return from + value.length;
}
