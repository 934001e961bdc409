import { cleanLine } from "./clean.js";
import { ansiFlagsOf } from "./line/ansi.js";

/** A log, or what was kept of a large one: cleaned lines with their 1-based numbers in the whole. */
export interface LogLines {
  /** Cleaned lines (`cleanLine`). */
  readonly lines: readonly string[];
  /** `ansiFlagsOf` of each raw line. */
  readonly ansi: Uint8Array;
  /** 1-based line number of the line at an index. */
  numberAt(index: number): number;
  /** Lines of the whole log, kept or not. */
  readonly total: number;
  /** Whether the last line has its end. A log that was cut often stops inside a line. */
  readonly complete: boolean;
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** What was kept of a log while it went by, as plain data: raw lines with their 1-based numbers in the whole. */
export interface KeptLog {
  readonly raws: readonly string[];
  readonly numbers: readonly number[];
  readonly total: number;
  readonly complete: boolean;
  readonly notes: readonly string[];
  /** Of the whole log, kept or not. */
  readonly bytes: number;
}

/** The kept lines, cleaned. */
export const linesOfKept = ({ raws, numbers, total, complete, notes }: KeptLog): LogLines => ({
  lines: raws.map(cleanLine),
  ansi: Uint8Array.from(raws, ansiFlagsOf),
  numberAt: (i) => numbers[i] ?? total,
  total,
  complete,
  notes,
});

/** All lines of a text that fits in memory; lines are what stands between `\n`. */
export function linesOf(text: string): LogLines {
  const raw = text.split("\n");
  const complete = raw.at(-1) === "";
  if (complete) raw.pop();
  return {
    lines: raw.map(cleanLine),
    ansi: Uint8Array.from(raw, ansiFlagsOf),
    numberAt: (i) => i + 1,
    total: raw.length,
    complete,
    notes: [],
  };
}
