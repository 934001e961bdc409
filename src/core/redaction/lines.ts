import { ANSWER, isAccount } from "./dialogue.js";
import { findIn, type Findings, type Next, settle } from "./find.js";
import { SecretObjects } from "./kubernetes.js";
import { Known } from "./known.js";
import { leadOf } from "./lead.js";
import type { Literals } from "./literals.js";
import { nameBehind, valueFirst } from "./members.js";
import { rankOf } from "./names.js";
import { PemFilter } from "./pem.js";
import { inPieces, LONG } from "./pieces.js";
import type { Rule } from "./entry.js";
import { looksRandom } from "./values.js";
import { inLine, type Range, withMarks } from "./marked.js";
import { stringsOf } from "./strings.js";
import { plainView } from "./view.js";
import { CODE_ITEM, LIST_ITEM, MAP_MEMBER, promised, SETTING, USER_LINE } from "./promised.js";
import { isSettingsRow } from "./settings-table.js";
import { inColumn } from "./tables.js";
import { bodyOf, continued, indentation, textEnd, type Wrap, wrapOf } from "./wrapped.js";

/** Members that may stand before `value`. */
const MAX_MEMBERS = 6;
/** Strings within strings: JSON in JSON in a log of JSON. */
const DEEPEST = 2;
/** Blank lines that may stand between a name and its value. */
const MAX_BLANK = 2;

/**
 * Redacts the lines of one text in order, remembering what spans lines: keys in PEM form, Secrets of Kubernetes, values
 * below their names, tokens that were broken over lines. Keeps the number of lines; some are given later.
 */
export class Lines {
  readonly #pem = new PemFilter();
  readonly #objects = new SecretObjects();
  readonly #known = new Known();
  #next: Waiting | null = null;
  #wrap: Wrap | null = null;
  /** A line that a token is cut at the end of: only with the next one can it be known. */
  #cut: string | null = null;

  #count = 0;

  /** `report` is told what is found in which line; texts within strings are looked at to a depth. */
  constructor(
    private readonly depth = 0,
    private readonly report: ((line: number, ranges: readonly Range[]) => void) | null = null,
  ) {}

  /** Whether the next line counts whatever is in it. */
  get active(): boolean {
    return (
      this.#pem.active ||
      this.#objects.active ||
      this.#next !== null ||
      this.#wrap !== null ||
      this.#cut !== null
    );
  }

  /** What is looked for by now. */
  get rules(): Literals<Rule> {
    return this.#known.rules;
  }

  /** A line without its `\n`; what is ready, in order. */
  push(line: string): string[] {
    return this.#objects.line(this.#pem.line(line)).flatMap((text) => this.#one(text));
  }

  end(): string[] {
    const held = this.#objects.end().flatMap((text) => this.#one(text));
    if (this.#cut !== null) held.push(this.#settled(this.#cut));
    this.#cut = this.#next = this.#wrap = null;
    return held;
  }

  #one(line: string): string[] {
    this.#count += 1;
    if (line.length > LONG) {
      const before = this.#cut === null ? [] : [this.#settled(this.#cut)];
      this.#cut = this.#next = this.#wrap = null;
      return [...before, inPieces(line, (piece) => this.#settled(piece))];
    }
    const { before, joined } = this.#joined(line);
    const found = findIn(line, this.rules);
    const ranges = [...joined, ...this.#expected(line), ...found.ranges, ...this.#inner(line)];
    this.report?.(this.#count - 1, ranges);
    this.#expect(line, { ...found, ranges });
    const waits = found.cut || valueFirst(unled(line)) !== null;
    if (waits && this.#wrap === null && ranges.length === 0) {
      this.#cut = line;
      return before;
    }
    if (ranges.length === 0) return [...before, line];
    this.#known.learn(line, ranges);
    return [...before, this.#settled(withMarks(line, ranges))];
  }

  /** What the texts in the line's strings hide, lines of their own among them. */
  #inner(line: string): Range[] {
    if (this.depth === DEEPEST || !/\\["n\\]/.test(line)) return [];
    const ranges: Range[] = [];
    for (const view of stringsOf(line)) {
      const starts: number[] = [];
      const inner = new Lines(this.depth + 1, (n, found) => {
        for (const { start, end, kind } of found)
          ranges.push(
            inLine(view, { start: start + (starts[n] as number), end: end + (starts[n] as number), kind }),
          );
      });
      let at = 0;
      for (const text of view.text.split("\n")) {
        starts.push(at);
        at += text.length + 1;
        inner.push(text);
      }
      inner.end();
    }
    return ranges;
  }

  /** The line that was held back, and what of this one belongs to its token. */
  #joined(line: string): { before: string[]; joined: Range[] } {
    const first = this.#cut;
    if (first === null) return { before: [], joined: [] };
    this.#cut = null;
    const value = valueFirst(unled(first));
    const name = value === null ? null : nameBehind(unled(line));
    const rank = name === null ? 0 : rankOf(name);
    if (value !== null && (rank === 2 || (rank === 1 && looksRandom(value)))) {
      const start = first.lastIndexOf(value);
      const kind = rank === 2 ? "password" : "secret";
      return { before: [withMarks(first, [{ start, end: start + value.length, kind }])], joined: [] };
    }
    const { body } = bodyOf(line);
    const end = textEnd(first);
    if (/^[\w+/.-]{4,400}={0,2}$/.test(body)) {
      const whole = findIn(first.slice(0, end) + body).ranges.find(
        (range) => range.start < end && range.end > end,
      );
      const at = line.indexOf(body);
      if (whole)
        return {
          before: [this.#settled(withMarks(first, [{ ...whole, end }]))],
          joined: [{ start: at, end: at + whole.end - end, kind: whole.kind }],
        };
    }
    return { before: [this.#settled(first)], joined: [] };
  }

  #settled(line: string): string {
    return settle(line, this.rules);
  }

  #expected(line: string): Range[] {
    if (this.#wrap) {
      const { ranges, wrap } = continued(line, this.#wrap);
      this.#wrap = wrap;
      if (ranges.length > 0) return ranges;
    }
    return this.#next ? promised(line, this.#next.next, this.#next.indent) : [];
  }

  #expect(line: string, found: Findings): void {
    const waiting = this.#next;
    this.#wrap = wrapOf(line, found) ?? (found.ranges.length > 0 ? this.#wrap : null);
    if (waiting === null && found.next === null) return;
    const indent = indentOf(line);
    if (found.next) this.#next = { next: found.next, indent, blanks: 0 };
    else if (waiting && this.#waitsOn(waiting, line, indent, found.ranges.length > 0)) waiting.blanks += 1;
    else this.#next = null;
  }

  /** Whether what a line promised may still come behind this one. */
  #waitsOn({ next, indent, blanks }: Waiting, line: string, deep: number, isFound: boolean): boolean {
    const { body } = bodyOf(line);
    if (next.as === "block") return deep > indent || body === "";
    if (next.as === "column")
      return (
        blanks < MAX_ROWS && !!next.columns?.some((column) => inColumn(plainView(line).text, column) !== null)
      );
    if (next.as === "list")
      return (
        LIST_ITEM.test(body) ||
        (next.kind === "password" && CODE_ITEM.test(body)) ||
        (deep > indent && MAP_MEMBER.test(body)) ||
        (body === "" && blanks < MAX_BLANK)
      );
    if (next.as === "accounts") return isAccount(line);
    if (next.as === "pass") return blanks < MAX_BLANK && ANSWER.test(plainView(line.slice(0, 400)).text);
    if (next.as === "sasl") return !isFound && blanks < MAX_BLANK && line.includes("UGFzc3dvcmQ6");
    if (next.as === "settings") return isSettingsRow(bodyOf(line).body) && blanks < MAX_ROWS;
    if (next.as === "section") return SETTING.test(body) && blanks < MAX_ROWS;
    if (next.as === "users")
      return USER_LINE.test(body) || (!isFound && /^(?:list|users|expire):/.test(body));
    if (next.as === "object") return !line.includes("}") && blanks < MAX_MEMBERS;
    if (next.as === "member" && !isFound && blanks < MAX_MEMBERS && deep >= indent && SIBLING.test(body))
      return true;
    if (next.as === "netrc") return !isFound && blanks < MAX_BLANK && /^(?:login|account) /.test(body);
    return body === "" && blanks < MAX_BLANK;
  }
}

/** A member that may stand between a name and its value. */
const SIBLING = /^["']?(?!(?:name|key|value)(?![a-z]))[A-Z]\w{0,30}["']?\s{0,20}[:=|]\s{0,3}\S/i;
/** Rows of a table that are looked at. */
const MAX_ROWS = 500;

interface Waiting {
  readonly next: Next;
  readonly indent: number;
  blanks: number;
}

const indentOf = (line: string): number => indentation(plainView(line).text);
const unled = (line: string): string => {
  const { text } = plainView(line);
  return text.slice(leadOf(text));
};
