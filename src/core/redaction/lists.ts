import { lineStart, restOfLine } from "./chars.js";
import type { Name } from "./frame.js";
import { rankOf } from "./names.js";
import type { Sink } from "./sink.js";
import { isLocation, isPlaceholder, isWordy, looksRandom, looksSecret } from "./values.js";

/** More than one value behind a name. */

/** `"passwords": ["x", "y"]`, or with an item a line below it, where only a list makes the plural a name of secrets. */
export function pluralList(text: string, name: Name, sink: Sink): null {
  const plural = /^.{0,60}[a-z](?=s(?:_(?:b64|base64|hex))?$)/i.exec(name.text)?.[0];
  const rank = plural === undefined ? 0 : rankOf(plural);
  if (rank === 0) return null;
  // `secrets:` lists names; `passwords:` lists what people chose.
  const kind = rank === 2 && !/secrets$/i.test(name.text) ? "password" : "secret";
  if (/^["']?\s?[:=](?: ?[[{])?[ \t]*\r?(?:\n|$)/.test(text.slice(name.end, name.end + 12)))
    sink.next(kind, "list");
  listed(text, name, kind, sink);
  return null;
}

/** `Set the following 'random' passwords`, `These credentials were created:`: users and what was chosen for them come below. */
export const introduces = (text: string, name: Name): boolean =>
  /^(?:passwords|credentials)$/i.test(name.text) &&
  /^(?: (?:were|have been|are) [a-z ]{2,40})?\s?:?[ \t]*\r?(?:\n|$)/.test(
    text.slice(name.end, name.end + 70),
  ) &&
  /\b(?:set|following|(?:auto-?)?generated|created|random|initial|default|new|temporary|these)\b[^\n:={}]{0,40}$/i.test(
    text.slice(lineStart(text, name.start), name.start),
  );

/** Every member of a list in one line. */
export function listed(text: string, name: Name, kind: string, sink: Sink): void {
  const open = /^\\{0,7}["']?[ \t]?(?:=>|[:=])[ \t]{0,3}\[/.exec(text.slice(name.end, name.end + 24));
  if (!open) return;
  const from = name.end + open[0].length;
  // Members of a list within a list were looked at with the outer one.
  if (from > looked.from && from < looked.to && looked.kind === kind && looked.sink === sink) return;
  const window = restOfLine(text, from, LONGEST_LIST);
  const members = window.slice(0, (window.indexOf("]") + 1 || window.length + 1) - 1);
  looked = { sink, kind, from, to: from + members.length };
  for (const found of members.matchAll(/["']([^"'\\,\s]{6,400})\\{0,7}["']/g)) {
    const value = found[1] as string;
    if (isPlaceholder(value, true) || isLocation(value) || isWordy(value)) continue;
    if (kind === "password" ? !looksSecret(value) : !looksRandom(value)) continue;
    sink.add(from + found.index + 1, from + found.index + 1 + value.length, kind);
  }
}
const LONGEST_LIST = 2_000;
let looked: { sink: Sink | null; kind: string; from: number; to: number } = {
  ...{ sink: null, kind: "", from: 0, to: 0 },
};

/** `password = "old" -> "new"` of a Terraform plan. */
export function changedTo(text: string, at: number, kind: string, sink: Sink): void {
  const arrow = /^["']?\s{1,3}(?:->|=>)\s{1,3}"([^"\n]{1,400})"/.exec(text.slice(at, at + 420));
  const value = arrow?.[1];
  if (arrow && value !== undefined && !isPlaceholder(value)) {
    const from = at + arrow[0].length - 1 - value.length;
    sink.add(from, from + value.length, kind);
  }
}
