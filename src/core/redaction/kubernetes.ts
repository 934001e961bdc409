import type { Sink } from "./sink.js";
import { restOfLine, withoutEnd } from "./chars.js";
import { leadOf } from "./lead.js";
import { isPlaceholder } from "./values.js";
import { inLine, type Range, withMarks } from "./marked.js";
import { plainView, type View } from "./view.js";

/** Objects of `kubectl get -o yaml|json` and manifests: the values of a Secret's data are secrets whatever their names. */
const DATA = /^(\s*)(?:- )?"?(?:data|stringData)"?:\s*\{?$/;
const INLINE = /^\s*(?:- )?"?(?:data|stringData)"?:\s*\{.+\},?$/;
const KIND = /^\s*(?:- )?"?kind"?:\s*["']?(\w+)["']?,?$/;
const MEMBER = /^\s*(?:"[^"]{1,253}"|[\w.-]{1,253}):\s*(\S.*)$/;
/** A document that has not said what it is after so many lines is let through. */
const MAX_HELD = 2_000;
/** Lines that are watched behind `kind: Secret`. */
const WATCHED = 400;

/** What begins a document of interest: the screen's literals stand in these. */
export const beginsData = (line: string): boolean => DATA.test(line) || KIND.exec(line)?.[1] === "Secret";

/** Follows one document; holds back a `data:` that comes before its `kind:`, as in alphabetical order. */
export class SecretObjects {
  #secret = false;
  #left = 0;
  #held: string[] = [];
  /** The indentation of the `data:` that is open, -1 when none is. */
  #data = -1;
  #block = -1;

  get active(): boolean {
    return this.#left > 0;
  }

  /** The lines that may go on, in order. */
  line(text: string): string[] {
    if (this.#left === 0 && !/data|kind/i.test(text)) return [text];
    const bare = bareOf(plainView(text));
    if (this.#left === 0 && !beginsData(bare)) return [text];
    this.#left = this.#left === 0 ? WATCHED : this.#left - 1;
    const ends = /^\s*(?:---|\.\.\.)\s*$/.test(bare) || (bare !== "" && !/^[\s{}[\]-]|:/.test(bare));
    if (ends || this.#left === 0) return [...this.end(), text];
    const kind = KIND.exec(bare)?.[1];
    if (kind !== undefined) return this.#decide(kind === "Secret", text);
    if (this.#secret) return [this.#clean(text)];
    if (this.#held.length === 0 && !DATA.test(bare)) return [text];
    this.#held.push(text);
    return this.#held.length > MAX_HELD ? this.end() : [];
  }

  end(): string[] {
    const lines = this.#held;
    this.#held = [];
    this.#secret = false;
    this.#left = 0;
    this.#data = this.#block = -1;
    return lines;
  }

  /** What was held back is a Secret's, or it is not; the lines behind are the same object's. */
  #decide(secret: boolean, text: string): string[] {
    const held = this.#held;
    if (!secret) return [...this.end(), text];
    this.#held = [];
    this.#secret = true;
    this.#data = -1;
    const lines = held.map((line) => this.#clean(line));
    this.#data = -1;
    return [...lines, text];
  }

  /** A line of a Secret. */
  #clean(text: string): string {
    const view = plainView(text);
    const bare = bareOf(view);
    const depth = indent(bare);
    if (this.#data >= 0 && depth <= this.#data && bare.trim() !== "") this.#data = this.#block = -1;
    const opens = DATA.exec(bare);
    if (opens) this.#data = (opens[1] as string).length;
    else if (this.#data < 0 && INLINE.test(bare)) return hideInline(text);
    if (opens || this.#data < 0 || bare.trim() === "") return text;
    return this.#hidden(text, view, depth);
  }

  #hidden(text: string, view: View, depth: number): string {
    const [bare, lead] = [bareOf(view), leadOf(view.text)];
    const put = (from: number, to: number): string =>
      withMarks(text, [inLine(view, { start: lead + from, end: lead + to, kind: "secret" })]);
    if (this.#block >= 0 && depth > this.#block) return put(depth, bare.length);
    this.#block = -1;
    const value = withoutEnd(MEMBER.exec(bare)?.[1] ?? "", ",");
    if (value === "") return text;
    if (/^[|>][+-]?\d?$/.test(value)) {
      this.#block = depth;
      return text;
    }
    const quotes = /^["']/.test(value) ? 1 : 0;
    const inner = value.slice(quotes, value.length - quotes);
    if (inner === "" || isPlaceholder(inner) || value === "{") return text;
    const at = bare.lastIndexOf(value) + quotes;
    return put(at, at + inner.length);
  }
}

const indent = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;
const bareOf = ({ text }: View): string => text.slice(leadOf(text)).trimEnd();

/** Every value of `data: {a: x, "b": "y"}` within a line that a Secret is known to stand in. */
function hideInline(line: string): string {
  const ranges: Range[] = [];
  for (const object of line.matchAll(OBJECT))
    values(
      line,
      object.index + object[0].length - 1 - (object[1] as string).length,
      object[1] as string,
      ranges,
    );
  return withMarks(line, ranges);
}

const OBJECT = /\b(?:data|stringData)\\{0,7}"?\s{0,3}:\s{0,3}\{([^{}]{1,20000})\}/g;
const VALUE = /:\s{0,3}\\{0,7}["']?([^"'\\,{}\s][^"'\\,{}]*)/g;

function values(text: string, from: number, members: string, ranges: Range[]): void {
  for (const member of members.matchAll(VALUE)) {
    const value = member[1] as string;
    const start = from + member.index + member[0].length - value.length;
    if (!isPlaceholder(value)) ranges.push({ start, end: start + value.length, kind: "secret" });
  }
}

/** Where objects begin and end, what they are, and which of their members hold data. */
const PART =
  /[{}]|\bkind\\{0,7}"?\s{0,3}:\s{0,3}\\{0,7}"?(\w{1,60})|\b(?:data|stringData)\\{0,7}"?\s{0,3}:\s{0,3}(?=\{)/g;

/** The values of the Secrets' data in a text, also of JSON within JSON; a ConfigMap beside them keeps its own. */
function secretValues(text: string): Range[] {
  const ranges: Range[] = [];
  const open: { kind: string; data: [from: number, to: number][]; start: number; isData: boolean }[] = [];
  let isData = false;
  const close = (at: number): void => {
    const object = open.pop();
    if (!object) return;
    if (object.isData) open.at(-1)?.data.push([object.start, at]);
    if (object.kind === "Secret")
      for (const [from, to] of object.data) values(text, from, text.slice(from, to), ranges);
  };
  for (const part of text.matchAll(PART)) {
    const at = part.index;
    if (part[0] === "{") {
      open.push({ kind: "", data: [], start: at + 1, isData });
      isData = false;
    } else if (part[0] === "}") close(at);
    else if (part[1] === undefined) isData = true;
    else {
      const object = open.at(-1);
      if (object) object.kind = part[1];
    }
  }
  while (open.length > 0) close(text.length);
  return ranges;
}

const REACH = 20_000;
/** What was looked at last: a text with a thousand Secrets is looked at once. */
let looked: { sink: Sink | null; text: string; to: number } = { ...{ sink: null, text: "", to: 0 } };

/** A Secret as JSON in one line. */
export function inlineObject(text: string, start: number, _end: number, sink: Sink): number | null {
  if (looked.sink === sink && looked.text === text && start < looked.to) return null;
  // Slices first: on a line of megabytes nobody looks for its ends.
  const floor = Math.max(0, start - REACH);
  const from = floor + text.slice(floor, start).lastIndexOf("\n") + 1;
  const to = start + restOfLine(text, start, REACH).length;
  looked = { sink, text, to };
  for (const range of secretValues(text.slice(from, to)))
    sink.add(from + range.start, from + range.end, range.kind);
  return null;
}
