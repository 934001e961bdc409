import { BLANK, isOf, lineStart, NAME, restOfLine, runEnd, runStart } from "./chars.js";
import type { Name } from "./frame.js";
import { frameOf } from "./frames.js";
import { isHidden } from "./hidden.js";
import { changedTo, introduces, listed, pluralList } from "./lists.js";
import { rankOf, type Rank } from "./names.js";
import { withRest } from "./phrases.js";
import type { Sink } from "./sink.js";
import { isLead } from "./surroundings.js";
import { headed } from "./tables.js";
import { isConnection } from "./value-at.js";
import { isEchoed, isGiven } from "./words.js";

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
  // `Secret ID    = x`
  to +=
    /^ (?:id|key|code|phrase|value|string)(?=[ \t]{0,20}[:=])/i.exec(text.slice(to, to + 40))?.[0].length ??
    0;
  return { text: text.slice(from, to), start: from, end: to };
}

/** The value behind a name that says it is a secret. Answers where to go on. */
export function assignment(text: string, start: number, end: number, sink: Sink): number | null {
  const name = nameAround(text, start, end);
  const rank = contextRank(text, name);
  if (isSection(text, name)) {
    sink.next("password", "section");
    return null;
  }
  if (introduces(text, name)) {
    sink.next("password", "accounts");
    return null;
  }
  if (rank === 0) return pluralList(text, name, sink);
  const frame = frameOf(text, name);
  const kind = rank === 2 ? "password" : "secret";
  if (typeof frame === "string") sink.next(kind, frame);
  if (frame === null) announced(text, name, kind, sink);
  if (frame === null || typeof frame === "string") return null;
  const to = frame.quoted ? frame.end : withRest(text, name, frame, rank);
  const value = text.slice(frame.start, Math.min(to, frame.start + LONGEST_JUDGED));
  if (!isHidden(value, name, rank, frame, text) || isSigned(value)) {
    // A name between others: what stands behind it may be the next name of a table's head.
    if (frame.by === "list" || frame.by === "column") heads(text, name, kind, sink);
    return null;
  }
  sink.add(frame.start, to, kind);
  changedTo(text, to, kind, sink);
  listed(text, name, kind, sink);
  return to;
}

/** `[secrets]`, `[shop.passwords]`: alone in its line. */
const isSection = (text: string, name: Name): boolean =>
  text.charCodeAt(name.start - 1) === 91 &&
  /^\][ \t]*\r?(?:\n|$)/.test(text.slice(name.end, name.end + 8)) &&
  /(?:^|[._-])(?:secrets?|passwords?|tokens?|credentials)$/i.test(name.text) &&
  isLead(text.slice(lineStart(text, name.start), name.start - 1));

/** A table's head, and words that end with a colon: `Your new password is:`. */
function announced(text: string, name: Name, kind: string, sink: Sink): void {
  if (heads(text, name, kind, sink)) return;
  if (isEchoed(text, name)) {
    sink.next("password", "printed");
    return;
  }
  const rest = restOfLine(text, name.end, 130);
  // `Password for the elastic user successfully reset.`, `New value: x` below.
  if (
    kind === "password" &&
    /^ for (?:the )?\S{1,40} user (?:was )?(?:successfully )?(?:re)?set\.?\s*$/i.test(rest)
  )
    sink.next(kind, "member");
  else if (ANNOUNCED.test(rest))
    sink.next(kind, kind === "password" && isGiven(text, name) ? "printed" : "hint");
}

/** To the line's end, a colon before it, or the end of a logger's text; a box's side may stand behind. */
const ANNOUNCED = /^\s?[^\n:={}]{0,100}(?::["']?| is)[ \t]*(?:\*[ \t]*)?\r?$/;

function heads(text: string, name: Name, kind: string, sink: Sink): boolean {
  const words = kind === "password" && !/secret$/i.test(name.text);
  const column = headed(text, name, { kind, words });
  if (column) sink.next(kind, "column", column);
  return column !== null;
}

/** A shared access signature: its own rule hides what signs, and what it allows is worth reading. */
const isSigned = (value: string): boolean => /[?&]sig=(?:[\w%+/=-]{20}|\[redacted:)/.test(value);

/** `pass = x` of a mail client's file, alone in its line and like nothing that tests or shells call so. */
const isClientSetting = (text: string, name: Name): boolean =>
  /^-?(?:pass|pwd|pw)$/.test(name.text) &&
  /^["']?\s{0,3}[=:]\s{1,3}["']?(?!\d{4}-\d\d)(?=\S{0,99}\d)(?=\S{0,99}[A-Z!@#$%^&*])[^\s/]{8,100},?[ \t]*\r?(?:\n|$)/.test(
    text.slice(name.end, name.end + 130),
  ) &&
  isLead(text.slice(lineStart(text, name.start), name.start));

/** The rank of names that say more by what stands before them: `;PWD=x` of ODBC, `user: ci, pass: x`. */
function contextRank(text: string, name: Name): Rank {
  if (name.text.length === 3 && /^pwd$/i.test(name.text) && isConnection(text, name)) return 2;
  if (
    name.text.length < 5 &&
    /^(?:pass|pwd)$/i.test(name.text) &&
    /\b(?:user|username|login)\W/i.test(text.slice(Math.max(0, name.start - 80), name.start))
  )
    return 2;
  if (/^--(?:pass|pwd|pw)$/i.test(name.text) || isClientSetting(text, name)) return 2;
  if (/^(?:ch|mk)passwd$/.test(name.text)) return 0;
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
