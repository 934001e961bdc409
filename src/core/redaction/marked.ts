import { NUL, sequenceEnd, type View } from "./view.js";

/** What is hidden of a line: from `start` up to `end`, under a mark that names the kind. */
export interface Range {
  start: number;
  end: number;
  kind: string;
}

/** The line's own places of what was found in a view; a terminal's code behind it stays. */
export const inLine = ({ places }: View, { start, end, kind }: Range): Range =>
  places
    ? { start: places.from[start] as number, end: places.to[end - 1] as number, kind }
    : { start, end, kind };

/** The line with each range replaced by its mark; terminal codes and NULs within stay, so that what follows reads as before. */
export function withMarks(line: string, ranges: readonly Range[]): string {
  const coded = line.includes("\u001b") || line.includes("\0");
  let out = "";
  let done = 0;
  for (const { start, end, kind } of merged(ranges)) {
    out += line.slice(done, start) + (coded ? markFor(line, start, end, kind) : markOf(kind));
    done = end;
  }
  return out + line.slice(done);
}

/** In order, and those that overlap as one. */
function merged(ranges: readonly Range[]): Range[] {
  const isBefore = (a: Range, b: Range): boolean =>
    a.start < b.start || (a.start === b.start && a.end >= b.end);
  const inOrder = ranges.every((range, i) => i === 0 || isBefore(ranges[i - 1] as Range, range));
  const sorted = inOrder ? ranges : [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const out: Range[] = [];
  for (const range of sorted) {
    const last = out.at(-1);
    if (last && range.start < last.end) out[out.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    else out.push(range);
  }
  return out;
}

const marks = new Map<string, string>();
const markOf = (kind: string): string => {
  let mark = marks.get(kind);
  if (mark === undefined) marks.set(kind, (mark = `[redacted:${kind}]`));
  return mark;
};

function markFor(line: string, start: number, end: number, kind: string): string {
  const mark = markOf(kind);
  const hidden = line.slice(start, end);
  if (!hidden.includes("\u001b") && !hidden.includes("\0")) return mark;
  // UTF-16: the mark in the same encoding, so that what follows stays in step.
  if (hidden.charCodeAt(1) === NUL) return [...mark].join("\0");
  return mark + codesIn(hidden);
}

function codesIn(hidden: string): string {
  const codes: string[] = [];
  for (let i = hidden.indexOf("\u001b"); i >= 0; ) {
    const end = sequenceEnd(hidden, i + 1);
    codes.push(hidden.slice(i, end));
    i = hidden.indexOf("\u001b", end);
  }
  return codes.join("");
}
