import type { Yielding } from "../yielding.js";
import { runAtOnce } from "../yielding.js";
import type { JobSteps } from "../steps.js";
import { ANSI } from "./ansi.js";
import { borrowFloats } from "./buffer.js";
import { positionNames, readPositions } from "./position.js";
import { shapeNames, readShape } from "./shape.js";
import { flag, readKeywords, keywordFlags } from "./keywords.js";

/** Flags that are also read from the lines around. */
const around = [
  "error",
  "fail",
  "levelError",
  "located",
  "frame",
  "blank",
  "rule",
  "banner",
  "failMark",
  "passMark",
  "numbered",
  "command",
  "ciLine",
  "progress",
  "counts",
  "caret",
  "diff",
  "testWord",
  "exit",
  "toolStop",
  "failureHead",
  "summaryTail",
].map(flag);
const offsets = [-3, -2, -1, 1, 2, 3];
const paints = Object.entries(ANSI);

/** Names of the features of a line, in the order of the model's columns. */
export const featureNames: readonly string[] = [
  ...keywordFlags,
  ...shapeNames,
  ...paints.map(([name]) => name),
  ...positionNames,
  ...offsets.flatMap((by) => around.map((at) => `${keywordFlags[at]}${by > 0 ? "+" : ""}${by}`)),
  ...offsets.map((by) => `red${by > 0 ? "+" : ""}${by}`),
];

/** A row of numbers for every line. */
export interface Features {
  readonly width: number;
  readonly rows: number;
  /** Row-major: `rows * width`. */
  readonly values: Float32Array;
}

/** Lines between two turns of the event loop. */
const PIECE = 200;

/** `featuresIn` at once. */
export const featuresOf = (lines: readonly string[], paint: Uint8Array, course: JobSteps): Features =>
  runAtOnce(featuresIn(lines, paint, course));

/** Reads the features of all lines. `paint` holds `paintOf` of each raw line. */
export function* featuresIn(
  lines: readonly string[],
  paint: Uint8Array,
  course: JobSteps,
): Yielding<Features> {
  const width = featureNames.length;
  const values = borrowFloats(lines.length * width);
  const words = keywordFlags.length;
  for (let i = 0; i < lines.length; i++) {
    if (i % PIECE === PIECE - 1) yield;
    const at = i * width;
    readKeywords(lines[i]!, values, at);
    readShape(lines, i, values, at + words);
    for (const [k, [, bit]] of paints.entries())
      values[at + words + shapeNames.length + k] = paint[i]! & bit ? 1 : 0;
  }
  const place = words + shapeNames.length + paints.length;
  yield* readPositions({ lines, paint, course, values, width }, place);
  yield;
  const near = place + positionNames.length;
  for (let i = 0; i < lines.length; i++) {
    let at = i * width + near;
    for (const by of offsets) {
      const other = (i + by) * width;
      const inside = i + by >= 0 && i + by < lines.length;
      for (const name of around) values[at++] = inside ? values[other + name]! : -1;
    }
    for (const by of offsets) values[at++] = (paint[i + by] ?? 0) & ANSI.red;
  }
  return { width, rows: lines.length, values };
}
