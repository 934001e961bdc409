import type { Sink } from "./sink.js";
import { lineEnd } from "./chars.js";
import type { Elsewhere } from "./frame.js";
import { codesOf, type Literals } from "./literals.js";
import type { Rule } from "./entry.js";
import { inContext, literals } from "./rules.js";
import { inLine, type Range, withMarks } from "./marked.js";
import type { Column } from "./tables.js";
import { isInString } from "./strings.js";
import { decodedView, isEncoded, payloads, plainView } from "./view.js";

/** What a line holds, and what it says of the next one. */
export interface Findings {
  readonly ranges: Range[];
  /** The name of a secret at the line's end: its value is in the next line, by this kind. */
  next: Next | null;
  /** A token may begin in this line and go on in the next. */
  cut: boolean;
}
export interface Next {
  readonly kind: string;
  /** How the value is told: at the line itself, under `value:`, as a block of lines. */
  readonly as: Elsewhere;
  readonly columns?: readonly Column[];
}

/** A token that goes on in the next line is no longer in this one. */
const LONGEST_CUT = 500;

/** Where decoding ends: what was decoded is not decoded again. */
const [PLAIN, DECODED] = [0, 1];

class Search implements Sink {
  readonly ranges: Range[] = [];
  next_: Next | null = null;
  cut = false;

  constructor(
    private readonly text: string,
    private readonly depth: number,
    private readonly rules: Literals<Rule>,
  ) {}

  add(start: number, end: number, kind: string): void {
    if (end > start) this.ranges.push({ start, end, kind });
  }

  next(kind: string, as: Next["as"] = "line", column?: Column): void {
    // A table's head may name more than one secret.
    const columns = column ? [...(this.next_?.columns ?? []), column] : [];
    this.next_ = { kind, as, columns };
  }

  cutAt(at: number): void {
    // Cut only where the line ends with it.
    if (this.text.length - at > LONGEST_CUT) return;
    if (/^[\w+/=.-]+[\s|\u0080-\uffff]*$/.test(this.text.slice(at))) this.cut = true;
  }

  run(): this {
    const { text } = this;
    this.rules.scan(
      codesOf(text, this.depth),
      text,
      0,
      text.length,
      (rule, start, end) => rule(text, start, end, this),
      (start) => (this.depth === PLAIN ? this.#base64(start) : null),
    );
    return this;
  }

  #base64(start: number): number | null {
    if (!mayDecode(this.text, start)) return null;
    const end = base64End(this.text, start);
    const plain = decoded(this.text, start, end);
    if (plain === null) return null;
    const inner = plain.text.includes("PRIVATE KEY")
      ? "private-key"
      : searched(plain.text, DECODED).ranges[0]?.kind;
    const kind = inner ?? (plain.isAnswer ? "password" : undefined);
    if (kind === undefined) return null;
    this.add(start, end, kind);
    return end;
  }
}

const searched = (text: string, depth: number, rules = literals): Search =>
  new Search(text, depth, rules).run();

function base64End(text: string, start: number): number {
  let end = start;
  while (/[\w+/-]/.test(text[end] ?? "")) end += 1;
  while (text[end] === "=") end += 1;
  return end;
}

interface Decoded {
  readonly text: string;
  /** The answer of SASL's PLAIN (RFC 4616): whom to be, who one is, and the password, with NULs between. */
  readonly isAnswer: boolean;
}

/** The text that base64 holds, null when it is no text; UTF-16 (PowerShell's -EncodedCommand) without its NULs. */
function decoded(text: string, start: number, end: number): Decoded | null {
  const plain = Buffer.from(text.slice(start, end), "base64").toString("latin1");
  if (!/^[\t\n\r\x20-\x7e\0]*$/.test(plain)) return null;
  return { text: plain.replaceAll("\0", ""), isAnswer: ANSWER.test(plain) };
}
const ANSWER = /^[\x20-\x7e]{0,100}\0[\x20-\x7e]{2,100}\0[\x20-\x7e]{3,200}$/;

/** Whether the first characters of a run decode to text: hashes and paths do not. */
function mayDecode(text: string, start: number): boolean {
  // The first of four characters holds the highest bits of a byte, none of which ASCII sets: `A` to `Z` and `a` to `f`.
  for (let at = start; at < start + 24; at += 4) {
    const code = text.charCodeAt(at);
    if (code < 65 || code > 102 || (code > 90 && code < 97)) return false;
  }
  return /^[\t\n\r\x20-\x7e\0]+$/.test(
    Buffer.from(text.slice(start, start + 24), "base64").toString("latin1"),
  );
}

/** All that is to be hidden in a line: as it is read, and decoded once. */
export function findIn(line: string, rules = literals): Findings {
  const view = plainView(line);
  const plain = searched(view.text, PLAIN, rules);
  let next = plain.next_;
  const ranges = view.places ? plain.ranges.map((range) => inLine(view, range)) : plain.ranges;
  if (line.includes("\u001b]"))
    for (const { start, end } of payloads(line))
      for (const range of searched(line.slice(start, end), PLAIN, rules).ranges)
        ranges.push({ ...range, start: start + range.start, end: start + range.end });
  if (isEncoded(view.text)) {
    const decoded = decodedView(view);
    const read = searched(decoded.text, DECODED, rules);
    for (const range of read.ranges) ranges.push(inLine(decoded, range));
    next ??= read.next_;
  }
  return { ranges, next, cut: plain.cut };
}

/** What is hidden can uncover the edge of what stood beside it, so a changed line is looked at again. */
export function settle(line: string, rules = literals): string {
  let text = line;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const { ranges } = findIn(text, rules);
    if (ranges.length === 0) return text;
    const next = withMarks(text, ranges);
    if (next === text) return text;
    text = next;
  }
  return text;
}
const MAX_PASSES = 8;

/**
 * The place of the first line from `from` on that has anything to hide, to decode or to watch; `to` when there is none.
 * One pass over ordinary text, and no line of it is cut out.
 */
export function firstOf(text: string, codes: Uint8Array, from: number, to: number, rules = literals): number {
  let first = to;
  const stop = (at: number): number => {
    first = Math.min(first, at);
    return to;
  };
  const sink: Sink & { at: number } = {
    at: from,
    add: (start) => void stop(start),
    next: () => void stop(sink.at),
    watch: () => void stop(sink.at),
    cutAt: (at) => {
      const end = lineEnd(text, at);
      if (end - at <= LONGEST_CUT && /^[\w+/=.-]+[\s|\u0080-\uffff]*$/.test(text.slice(at, end))) stop(at);
    },
  };
  rules.scan(
    codes,
    text,
    from,
    to,
    (rule, start, end) => {
      sink.at = start;
      const next = rule(text, start, end, sink);
      if (first < to) return to;
      return inContext.has(rule) && isInString(text, start) ? stop(start) : next;
    },
    (start) => (mayDecode(text, start) ? stop(start) : null),
  );
  return first;
}
