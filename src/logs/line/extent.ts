import { flag, keywordFlags } from "./keywords.js";
import { shapeNames } from "./shape.js";
import { positionNames } from "./position.js";

/** What is known of a possible last line `end` of a part that begins at `start`. */
const relations = [
  "size",
  "indentToStart",
  "nextIndentToStart",
  "sameHead",
  "nextSameHead",
  "alike",
  "nextAlike",
  "next2Alike",
  "blanks",
  "troubles",
  "rules",
  "frames",
  "numbered",
  "meanScore",
  "score",
  "nextScore",
  "next2Score",
  "lowestScore",
  "untilCi",
  "indentMin",
  "minIndentNext5",
  "scoreAfter10",
  "atBlankRun",
] as const;

const kept = keywordFlags.length + shapeNames.length;
export const extentNames: readonly string[] = [
  ...relations,
  ...["start:", "end:", "next:", "next2:"].flatMap((at) =>
    [...keywordFlags, ...shapeNames].map((name) => at + name),
  ),
];

const words = keywordFlags.length;
const [blank, rule, frame, numbered] = ["blank", "rule", "frame", "numbered"].map(flag) as [
  number,
  number,
  number,
  number,
];
const place = words + shapeNames.length + 4;
const trouble = place + positionNames.indexOf("trouble");
const untilCi = place + positionNames.indexOf("untilCi");
const indent = words + shapeNames.indexOf("indent");

export interface ExtentInput {
  lines: readonly string[];
  values: Float32Array;
  width: number;
  /** Log odds of each line to be inside. */
  scores: Float32Array;
}

/** Rows for the possible ends of a part that begins at `start`: `start`, `start + 1`, ... at most `most` of them. */
export function extentsOf(
  input: ExtentInput,
  start: number,
  most: number,
): { width: number; rows: number; values: Float32Array } {
  const { lines, values, width, scores } = input;
  const n = Math.min(most, lines.length - start);
  const w = extentNames.length;
  const out = new Float32Array(n * w);
  const value = (i: number, column: number): number => (i < lines.length ? values[i * width + column]! : -1);
  const alike = (i: number): number => {
    if (i >= lines.length) return 0;
    let both = 0;
    let any = 0;
    for (let k = 0; k < words; k++) {
      const a = values[start * width + k]!;
      const b = values[i * width + k]!;
      both += a * b;
      any += a || b ? 1 : 0;
    }
    return any === 0 ? 0 : both / any;
  };
  const head = (i: number): string => (lines[i] ?? "").trimStart().slice(0, 3);
  const startHead = head(start);
  const startIndent = value(start, indent);
  const counts = { blanks: 0, troubles: 0, rules: 0, frames: 0, numbered: 0, sum: 0 };
  let lowest = Infinity;
  let indentMin = 99;
  for (let k = 0; k < n; k++) {
    const e = start + k;
    counts.blanks += value(e, blank);
    counts.troubles += value(e, trouble);
    counts.rules += value(e, rule);
    counts.frames += value(e, frame);
    counts.numbered += value(e, numbered);
    counts.sum += scores[e]!;
    lowest = Math.min(lowest, scores[e]!);
    if (k > 0 && value(e, blank) !== 1) indentMin = Math.min(indentMin, value(e, indent) - startIndent);
    let after = 0;
    let least = 99;
    for (let j = 1; j <= 10; j++) {
      after += scores[e + j] ?? -12;
      if (j <= 5 && value(e + j, blank) !== 1) least = Math.min(least, value(e + j, indent) - startIndent);
    }
    let at = k * w;
    out[at++] = Math.log2(k + 1);
    out[at++] = value(e, indent) - startIndent;
    out[at++] = value(e + 1, indent) - startIndent;
    out[at++] = Number(head(e) === startHead);
    out[at++] = Number(head(e + 1) === startHead);
    out[at++] = alike(e);
    out[at++] = alike(e + 1);
    out[at++] = alike(e + 2);
    out[at++] = Math.log2(1 + counts.blanks);
    out[at++] = Math.log2(1 + counts.troubles);
    out[at++] = Math.log2(1 + counts.rules);
    out[at++] = Math.log2(1 + counts.frames);
    out[at++] = Math.log2(1 + counts.numbered);
    out[at++] = counts.sum / (k + 1);
    out[at++] = scores[e]!;
    out[at++] = scores[e + 1] ?? -12;
    out[at++] = scores[e + 2] ?? -12;
    out[at++] = lowest;
    out[at++] = value(e, untilCi);
    out[at++] = indentMin;
    out[at++] = least;
    out[at++] = after / 10;
    out[at++] = value(e + 1, blank) === 1 ? 1 + Number(value(e + 2, blank) === 1) : 0;
    for (const i of [start, e, e + 1, e + 2]) for (let c = 0; c < kept; c++) out[at++] = value(i, c);
  }
  return { width: w, rows: n, values: out };
}
