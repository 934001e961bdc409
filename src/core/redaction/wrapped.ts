import { withoutEnd } from "./chars.js";
import { leadOf } from "./lead.js";
import type { Findings } from "./find.js";
import { looksRandom } from "./values.js";
import type { Range } from "./marked.js";
import { plainView } from "./view.js";

/** A side of a dialogue, the mark of a Terraform plan, blanks, a box's side. */
const SIDE =
  /^\s*(?:[CS]: |CLIENT -> SERVER: |(?:>>>|<<<|~>|<~|->|<-) |send: |[+~] |-\/\+ )?[\s|>\u0080-\uffff]*/;
const leadOfBody = (text: string): number => {
  const lead = leadOf(text);
  return lead + (SIDE.exec(text.slice(lead, lead + 400))?.[0].length ?? 0);
};

/** How far a line's own text is indented. */
export const indentation = (text: string): number => /^\s*/.exec(text.slice(leadOf(text)))?.[0].length ?? 0;

/** Where a line's text ends, before blanks, a box's side and the backslash of a line that goes on. */
export function textEnd(line: string): number {
  let end = line.length;
  for (; end > 0; end -= 1) {
    const code = line.charCodeAt(end - 1);
    if (code > 32 && code < 128 && code !== 124 && code !== 92) break;
  }
  return end;
}
const TOKEN = /^[\w+/.~%-]+={0,2}$/;

/** A line without what frames it, and where that begins. */
export function bodyOf(line: string): { body: string; at: number } {
  const { text } = plainView(line);
  const lead = leadOfBody(text);
  const body = text.slice(lead, Math.max(lead, textEnd(text)));
  return { body, at: line.indexOf(body.slice(0, 1) || "\n", Math.min(lead, line.length)) };
}

/** A value within a line, from a place on. */
export const within = (line: string, value: string, kind: string, from = 0): Range[] => {
  const start = line.indexOf(value, from);
  return start < 0 || value === "" ? [] : [{ start, end: start + value.length, kind }];
};

/** A value that reaches the end of its line may go on in the next. */
export interface Wrap {
  readonly kind: string;
  /** How long the line was that it filled. */
  readonly width: number;
  readonly pieces: number;
  /** It ended with its quote, and goes on only in the next one's: `("a"` and `"b")`. */
  readonly quoted: boolean;
  /** A backslash right behind it says that it goes on. */
  readonly sure: boolean;
}

/** Whether the last thing hidden stands at the line's end, so that it may go on. */
export function wrapOf(line: string, { ranges }: Pick<Findings, "ranges">): Wrap | null {
  if (ranges.length === 0) return null;
  const end = textEnd(line);
  const rest = /["']\s?[+.&\\]?\s*$/.exec(line.slice(0, end + 2).trimEnd());
  const open = /[=:(]\s?\(\s?["']|["']\s?[+.&\\]$/.test(line.trimEnd().slice(-600));
  const quoted = rest !== null && open;
  const from = quoted ? rest.index : end;
  const last = ranges.find((range) => range.end >= from && range.end - range.start >= 12);
  if (!last || last.kind === "cookie" || /\s/.test(line.slice(last.start, last.end))) return null;
  return {
    kind: last.kind,
    width: bodyOf(line).body.length,
    pieces: 1,
    quoted: quoted && last.end < end,
    sure: /[^\s\\]\\\s*$/.test(line.slice(-60)),
  };
}

/** A line that is nothing but the next piece of what the line before ended with. */
export function continued(line: string, wrap: Wrap): { ranges: Range[]; wrap: Wrap | null } {
  const { body } = bodyOf(line);
  const none = { ranges: [], wrap: null };
  if (wrap.quoted !== /^["']/.test(body)) return none;
  const piece = withoutEnd(wrap.quoted ? body.slice(1) : body, wrap.quoted ? "\"',;)+.& " : "\"',;");
  if (!TOKEN.test(piece) || piece.startsWith("--") || piece.length > wrap.width + 40) return none;
  if (wrap.sure) return { ranges: within(line, piece, wrap.kind), wrap: null };
  const long = piece.length >= 16 && looksRandom(piece, 16) && !/^[0-9a-f]{40}$/.test(piece);
  // The last piece is shorter than a whole line.
  const rest =
    wrap.width >= 40 &&
    piece.length >= 2 &&
    piece.length < 16 &&
    /[\d+/=]|[a-z][A-Z]/.test(piece) &&
    /[A-Z]/i.test(piece);
  if (!long && !rest) return none;
  const ranges = within(line, piece, wrap.kind);
  return {
    ranges,
    wrap:
      long && (piece === body || (wrap.quoted && !/[);]$/.test(body)))
        ? { ...wrap, width: body.length, pieces: wrap.pieces + 1 }
        : null,
  };
}
