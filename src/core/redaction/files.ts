import type { Sink } from "./assignments.js";
import { leadOf, lineStart, restOfLine } from "./chars.js";
import { isPlaceholder, looksRandom } from "./values.js";

/** Files whose form, and no name, says where the secret is. */

/** `host:port:database:user:password`, a line of .pgpass (PostgreSQL's manual, 32.16); `\\:` stands for a colon. */
export function passwordFile(text: string, start: number, _end: number, sink: Sink): number | null {
  const from = lineStart(text, start);
  const line = restOfLine(text, from, 600).trimEnd();
  const lead = leadOf(line);
  const found =
    /^\s{0,20}(?:[\w.-]{1,120}|\*):(?:\d{2,5}|\*):(?:[A-Z_][\w-]{0,62}|\*):(?:[A-Z_][\w.@-]{0,62}|\*):(?=\S)/i.exec(
      line.slice(lead),
    );
  if (!found) return null;
  const at = lead + found[0].length;
  const value = line.slice(at);
  if (value.length < 3 || /\s/.test(value) || isPlaceholder(value)) return null;
  sink.add(from + at, from + line.length, "password");
  return from + line.length;
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
