import type { Yielding } from "../yielding.js";
import type { JobSteps } from "../steps.js";
import { ANSI } from "./ansi.js";
import { flag } from "./keywords.js";

export const positionNames = [
  "relative",
  "toEnd",
  "fromStart",
  "inFailed",
  "inFirstFailed",
  "toVerdict",
  "fromStep",
  "stepSize",
  "cleanup",
  "hasVerdict",
  "total",
  "trouble",
  "troubleBefore",
  "troubleAfter",
  "sinceTrouble",
  "untilTrouble",
  "troubleNear3",
  "troubleNear10",
  "troubleNear30",
  "troubleTotal",
  "redTotal",
  "sinceRed",
  "untilRed",
  "sinceHead",
  "untilHead",
  "sinceCounts",
  "untilCounts",
  "sinceBlank",
  "untilBlank",
  "sinceRule",
  "untilRule",
  "sinceCommand",
  "untilCi",
  "sinceProgress",
  "untilToolStop",
  "sinceTraceback",
  "template",
  "templateFirst",
  "head",
  "sinceTail",
  "untilTail",
  "sinceStackTop",
  "sinceFailMark",
  "untilFailMark",
] as const;

interface Reading {
  lines: readonly string[];
  paint: Uint8Array;
  course: JobSteps;
  values: Float32Array;
  width: number;
}

/** Distances are looked at as powers of two; what is 500 lines away or absent makes no difference. */
const FAR = 9;
const far = (distance: number): number => Math.min(FAR, Math.log2(1 + Math.abs(distance)));

const troubleFlags = [
  "error",
  "fail",
  "fatal",
  "exception",
  "errorClass",
  "crash",
  "traceback",
  "levelError",
  "failMark",
].map(flag);
const zero = flag("zeroCount");
const warn = flag("levelWarn");
const heads = [flag("failureHead"), flag("banner")];

/** Writes the numbers of `positionNames` for every line, from the flags already in `values`. Linear in the lines. */
export function* readPositions(reading: Reading, at: number): Yielding<void> {
  const { lines, paint, course, values, width } = reading;
  const n = lines.length;
  const has = (i: number, name: number): boolean => values[i * width + name] === 1;
  const trouble = new Uint8Array(n);
  for (let i = 0; i < n; i++)
    trouble[i] = Number(
      !has(i, zero) &&
        !has(i, warn) &&
        (troubleFlags.some((name) => has(i, name)) || (paint[i]! & ANSI.red) > 0),
    );
  const red = (i: number): boolean => (paint[i]! & ANSI.red) > 0;
  const write = (name: (typeof positionNames)[number], value: (i: number) => number): void => {
    const column = at + positionNames.indexOf(name);
    for (let i = 0; i < n; i++) values[i * width + column] = value(i);
  };
  const since = (name: (typeof positionNames)[number], is: (i: number) => boolean): void => {
    let last = -1e6;
    write(name, (i) => {
      const value = far(i - last);
      if (is(i)) last = i;
      return value;
    });
  };
  const until = (name: (typeof positionNames)[number], is: (i: number) => boolean): void => {
    const column = at + positionNames.indexOf(name);
    let next = 1e6;
    for (let i = n - 1; i >= 0; i--) {
      values[i * width + column] = far(next - i);
      if (is(i)) next = i;
    }
  };
  yield;
  const first = course.failed[0];
  const verdict = first?.exitLine ?? course.cleanup;
  write("relative", (i) => i / n);
  write("toEnd", (i) => Math.log2(n - i));
  write("fromStart", (i) => Math.log2(1 + i));
  const inFailed = new Uint8Array(n);
  for (const step of course.failed) inFailed.fill(1, step.start, (step.exitLine ?? step.end) + 1);
  write("inFailed", (i) => inFailed[i]!);
  yield;
  write("inFirstFailed", (i) => Number(first !== undefined && i >= first.start && i <= first.end));
  write("toVerdict", (i) => Math.sign(verdict - i) * Math.log2(1 + Math.abs(verdict - i)));
  const size = first ? verdict - first.start : n;
  write("fromStep", (i) =>
    first ? Math.sign(i - first.start) * Math.log2(1 + Math.abs(i - first.start)) : 0,
  );
  yield;
  write("stepSize", () => Math.log2(1 + Math.max(0, size)));
  write("cleanup", (i) => Number(i >= course.cleanup));
  write("hasVerdict", () => Number(first?.exitLine !== undefined));
  write("total", () => Math.log2(1 + n));
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i]! + trouble[i]!;
  const between = (from: number, to: number): number =>
    sums[Math.min(n, Math.max(0, to))]! - sums[Math.max(0, Math.min(n, from))]!;
  write("trouble", (i) => trouble[i]!);
  yield;
  write("troubleBefore", (i) => Math.log2(1 + between(0, i)));
  write("troubleAfter", (i) => Math.log2(1 + between(i + 1, n)));
  write("troubleNear3", (i) => between(i - 3, i + 4));
  yield;
  write("troubleNear10", (i) => between(i - 10, i + 11));
  write("troubleNear30", (i) => between(i - 30, i + 31));
  write("troubleTotal", () => Math.log2(1 + sums[n]!));
  yield;
  let reds = 0;
  for (let i = 0; i < n; i++) reds += Number(red(i));
  write("redTotal", () => Math.log2(1 + reds));
  since("sinceTrouble", (i) => trouble[i] === 1);
  until("untilTrouble", (i) => trouble[i] === 1);
  since("sinceRed", red);
  until("untilRed", red);
  yield;
  since("sinceHead", (i) => heads.some((name) => has(i, name)) && trouble[i] === 1);
  until("untilHead", (i) => heads.some((name) => has(i, name)) && trouble[i] === 1);
  yield;
  const named = (name: string): ((i: number) => boolean) => {
    const column = flag(name);
    return (i) => has(i, column);
  };
  yield;
  since("sinceCounts", named("counts"));
  until("untilCounts", named("counts"));
  yield;
  since("sinceBlank", named("blank"));
  until("untilBlank", named("blank"));
  yield;
  since("sinceRule", named("rule"));
  until("untilRule", named("rule"));
  yield;
  since("sinceCommand", named("command"));
  until("untilCi", named("ciLine"));
  yield;
  since("sinceProgress", named("progress"));
  until("untilToolStop", named("toolStop"));
  yield;
  since("sinceTraceback", named("traceback"));
  yield;
  since("sinceTail", named("summaryTail"));
  until("untilTail", named("summaryTail"));
  const frame = flag("frame");
  since("sinceStackTop", (i) => has(i, frame) && !has(i - 1, frame));
  yield;
  since("sinceFailMark", named("failMark"));
  until("untilFailMark", named("failMark"));
  yield;
  const templates = lines.map((line) => line.slice(0, 120).replace(/\d+/g, "0"));
  yield;
  const counts = new Map<string, number>();
  const beginnings = new Map<string, number>();
  const begins = (line: string): string => line.trimStart().slice(0, 6);
  for (const [i, template] of templates.entries()) {
    counts.set(template, (counts.get(template) ?? 0) + 1);
    const begin = begins(lines[i]!);
    beginnings.set(begin, (beginnings.get(begin) ?? 0) + 1);
  }
  const seen = new Set<string>();
  yield;
  write("template", (i) => Math.log2(counts.get(templates[i]!) ?? 1));
  write("templateFirst", (i) => {
    const fresh = !seen.has(templates[i]!);
    seen.add(templates[i]!);
    return Number(fresh);
  });
  yield;
  write("head", (i) => Math.log2(beginnings.get(begins(lines[i]!)) ?? 1));
}
