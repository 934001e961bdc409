import { BLANK, isOf, lineEnd, lineStart, NAME, restOfLine, runEnd, runStart } from "./chars.js";
import type { Elsewhere, Frame, Name } from "./frame.js";
import { frameOf } from "./frames.js";
import { isHidden } from "./hidden.js";
import { rankOf, type Rank } from "./names.js";
import { isLead } from "./surroundings.js";
import { type Column, headed } from "./tables.js";
import { isConnection } from "./value-at.js";
import { isLocation, isPlaceholder, isProse, isWordy, looksRandom, looksSecret } from "./values.js";

/** What a rule tells of a text. */
export interface Sink {
  /** Hidden from `start` to `end`. */
  add(start: number, end: number, kind: string): void;
  /** The value of this name is in the next line. */
  next(kind: string, as?: Elsewhere, column?: Column): void;
  /** Here begins a token that the line's end may have cut. */
  cutAt?(at: number): void;
  /** The line must be looked at, by itself or with others. */
  watch?(): void;
}

/** What a value looks like shows in so much of it. */
const LONGEST_JUDGED = 300;

/** A name is no longer than this. */
const LONGEST_NAME = 60;

/** The name that a word stands in, with what joins it. */
export function nameAround(text: string, start: number, end: number): Name {
  const from = runStart(text, start, NAME, LONGEST_NAME);
  // The piece may have the operator behind the name in it.
  const last = isOf(text.charCodeAt(end - 1), NAME | BLANK) ? end : end - 1;
  let to = last < end ? last : runEnd(text, end, NAME, end + LONGEST_NAME);
  while (to > from && /\W/.test(text[to - 1] as string)) to -= 1;
  return { text: text.slice(from, to), start: from, end: to };
}

/** The value behind a name that says it is a secret. Answers where to go on. */
export function assignment(text: string, start: number, end: number, sink: Sink): number | null {
  const name = nameAround(text, start, end);
  const rank = contextRank(text, name);
  if (rank === 0) return pluralList(text, name, sink);
  const frame = frameOf(text, name);
  const kind = rank === 2 ? "password" : "secret";
  if (typeof frame === "string") sink.next(kind, frame);
  if (frame === null) announced(text, name, kind, sink);
  if (frame === null || typeof frame === "string") return null;
  const to = frame.quoted ? frame.end : withRest(text, name, frame, rank);
  const value = text.slice(frame.start, Math.min(to, frame.start + LONGEST_JUDGED));
  if (!isHidden(value, name, rank, frame, text) || isSigned(value)) return null;
  sink.add(frame.start, to, kind);
  changedTo(text, to, kind, sink);
  listed(text, name, kind, sink);
  return to;
}

/** A table's head, and words that end with a colon: `Your new password is:`. */
function announced(text: string, name: Name, kind: string, sink: Sink): void {
  const column = headed(text, name);
  if (column) sink.next(kind, "column", column);
  else if (/^ [^\n:={}]{0,100}:[ \t]*\r?(?:\n|$)/.test(text.slice(name.end, name.end + 106)))
    sink.next(kind, "hint");
}

/** A shared access signature: its own rule hides what signs, and what it allows is worth reading. */
const isSigned = (value: string): boolean => /[?&]sig=(?:[\w%+/=-]{20}|\[redacted:)/.test(value);

/** The rank of names that say more by what stands before them: `;PWD=x` of ODBC, `user: ci, pass: x`. */
function contextRank(text: string, name: Name): Rank {
  if (name.text.length === 3 && /^pwd$/i.test(name.text) && isConnection(text, name)) return 2;
  if (
    name.text.length < 5 &&
    /^(?:pass|pwd)$/i.test(name.text) &&
    /\b(?:user|username|login)\W/i.test(text.slice(Math.max(0, name.start - 80), name.start))
  )
    return 2;
  // `--- PASS: TestName` of go test.
  if (name.text === "PASS" && text[name.end] === ":") return 0;
  // `Public key token: b77a5c561934e089` of .NET's assemblies.
  if (/public key $/i.test(text.slice(Math.max(0, name.start - 12), name.start))) return 0;
  // `a=pass=b` is a chain, and a long one is not read from each of its places.
  if (text[name.start - 1] === "=" && text[name.end] === "=" && /^pass$/i.test(name.text)) return 0;
  // `checksum/secret: 1f3b...` of a chart's annotations.
  if (
    "/:".includes(text[name.start - 1] ?? "\n") &&
    /(?:checksum|sha\d{0,3}|md5|digest|fingerprint)[/:]$/i.test(
      text.slice(Math.max(0, name.start - 16), name.start),
    )
  )
    return 0;
  return rankOf(name.text);
}

/** `"passwords": ["x", "y"]`, or with an item a line below it, where only a list makes the plural a name of secrets. */
function pluralList(text: string, name: Name, sink: Sink): null {
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

/** Every member of a list in one line. */
function listed(text: string, name: Name, kind: string, sink: Sink): void {
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
function changedTo(text: string, at: number, kind: string, sink: Sink): void {
  const arrow = /^["']?\s{1,3}(?:->|=>)\s{1,3}"([^"\n]{1,400})"/.exec(text.slice(at, at + 420));
  const value = arrow?.[1];
  if (arrow && value !== undefined && !isPlaceholder(value)) {
    const from = at + arrow[0].length - 1 - value.length;
    sink.add(from, from + value.length, kind);
  }
}

/** `signing.password=two words`, `pass_phrase=two words`, lines of properties: no command line has such a name first. */
const isProperty = (text: string, name: Name): boolean =>
  (name.text.includes(".") || /pass[_-]?phrase$/.test(name.text)) &&
  /^[A-Z]/i.test(name.text) &&
  /^(?:\S{0,40}Z )?\s{0,20}$/.test(text.slice(lineStart(text, name.start), name.start));

/** `'DB_PASSWORD=two words'`: up to the quote that began right before the name. */
function quotedPair(text: string, name: Name, frame: Frame): number {
  const quote = text[name.start - 1];
  if (frame.by !== "=" || frame.spaced || (quote !== "'" && quote !== '"')) return -1;
  const end = text.indexOf(quote, frame.end);
  return end > 0 && end - frame.start < 200 && !/[=\n\\]/.test(text.slice(frame.end, end)) ? end : -1;
}

/** A passphrase goes on to the end of the line where the name begins it and no sentence follows. */
function withRest(text: string, name: Name, frame: Frame, rank: Rank): number {
  const whole = quotedPair(text, name, frame);
  if (whole > frame.end) return whole;
  const property = frame.by === "=" && !frame.spaced && isProperty(text, name);
  if (rank < 2 || (frame.by !== ":" && !(frame.by === "=" && (frame.spaced || property)))) return frame.end;
  if (
    !isOf(text.charCodeAt(frame.end), BLANK) ||
    !isLead(text.slice(lineStart(text, name.start), name.start))
  )
    return frame.end;
  let end = lineEnd(text, frame.end);
  while (end > frame.end && (isOf(text.charCodeAt(end - 1), BLANK) || text.charCodeAt(end - 1) === 13))
    end -= 1;
  const rest = text.slice(frame.start, end);
  if (rest.length > 200 || /\s(?:#\s|\()|\s{2}|[={}<>]|: /.test(rest) || isProse(rest)) return frame.end;
  return end;
}
