import { extentNames, extentsOf } from "./line/extent.js";
import { shapeNames } from "./line/shape.js";
import { keywordFlags } from "./line/keywords.js";
import type { Features } from "./line/features.js";
import { scoreAdditive, type Additive } from "./model/additive.js";
import { sumsOf, topIndexes, type LineScores, type Sums } from "./line-scores.js";
import type { Yielding } from "./yielding.js";
import { runAtOnce } from "./yielding.js";

/** A candidate for the failing part: indexes, both inside, and the row of its features. */
export interface Segment {
  start: number;
  end: number;
}

const STARTS = 25;
const ENDS = 12;
const MOST_LINES = 600;
const lineColumns = keywordFlags.length + shapeNames.length;

const own = [
  "logStart",
  "logEnd",
  "startRank",
  "logShare",
  "peak",
  "mean",
  "before",
  "after",
  "size",
  "logNear",
  "hasBest",
  "logBoth",
  "first",
  "last",
  "density",
  "spill",
  "treeF1",
  "treeMean",
  "treeBefore",
  "treeAfter",
  "treePeak",
] as const;

export const segmentNames: readonly string[] = [
  ...own,
  ...extentNames,
  ...[...keywordFlags, ...shapeNames].map((name) => `before:${name}`),
];

export interface Candidates {
  segments: Segment[];
  width: number;
  values: Float32Array;
}

/** `candidatesIn` at once. */
export const candidatesOf = (...given: Parameters<typeof candidatesIn>): Candidates =>
  runAtOnce(candidatesIn(...given));

/** Candidates and their features; `limit` keeps the most promising ones. */
export function* candidatesIn(
  lines: readonly string[],
  features: Features,
  scores: LineScores,
  ends: Additive,
  limit = 200,
  extra: readonly Segment[] = [],
): Yielding<Candidates> {
  const sums = sumsOf(scores);
  yield;
  const order = topIndexes(scores.start, STARTS);
  yield;
  const input = { lines, values: features.values, width: features.width, scores: scores.inside };
  const found = new Map<
    string,
    { start: number; end: number; ps: number; pe: number; rank: number; row: Float32Array }
  >();
  const add = (start: number, wanted: (p: Float32Array) => readonly number[], rank: number): void => {
    const extents = extentsOf(input, start, MOST_LINES);
    const p = softmax(extents, ends);
    for (const by of wanted(p)) {
      const key = `${start}-${by}`;
      if (found.has(key) || by < 0) continue;
      const inside = Math.min(by, extents.rows - 1);
      const row = extents.values.slice(inside * extents.width, (inside + 1) * extents.width);
      found.set(key, {
        start,
        end: start + by,
        ps: Math.exp(scores.start[start]! - sums.startTop) / sums.startSum,
        pe: p[by] ?? 1e-4,
        rank,
        row,
      });
    }
  };
  for (const [rank, start] of order.entries()) {
    add(start, (p) => topIndexes(p, ENDS), rank);
    yield;
  }
  yield;
  const runs = new Map<number, number[]>();
  for (const run of runsOf(scores.inside))
    runs.set(run.start, [...(runs.get(run.start) ?? []), run.end - run.start]);
  for (const [start, sizes] of runs) {
    add(start, () => sizes, order.includes(start) ? order.indexOf(start) : STARTS);
    yield;
  }
  // What earlier logs of the project propose is kept whatever the models think of it.
  const certain = new Set(extra.map(({ start, end }) => `${start}-${end - start}`));
  const proposed = new Map<number, number[]>();
  for (const { start, end } of extra) proposed.set(start, [...(proposed.get(start) ?? []), end - start]);
  for (const [start, sizes] of proposed)
    add(start, () => sizes, order.includes(start) ? order.indexOf(start) : STARTS);
  const kept = [...found]
    .map(([key, one]) => ({
      one,
      value: certain.has(key) ? 1e9 : Math.log(one.ps * one.pe + 1e-9) + 2 * sums.treeF1(one.start, one.end),
    }))
    .sort((a, b) => b.value - a.value)
    .slice(0, limit)
    .map(({ one }) => one);
  const width = segmentNames.length;
  const values = new Float32Array(kept.length * width);
  for (const [k, one] of kept.entries()) {
    const at = k * width;
    values.set(ownOf(one, scores, sums), at);
    values.set(one.row, at + own.length);
    for (let c = 0; c < lineColumns; c++)
      values[at + own.length + extentNames.length + c] =
        one.start > 0 ? features.values[(one.start - 1) * features.width + c]! : -1;
  }
  return { segments: kept.map(({ start, end }) => ({ start, end })), width, values };
}

function ownOf(
  one: { start: number; end: number; ps: number; pe: number; rank: number },
  scores: LineScores,
  sums: Sums,
): number[] {
  const { start, end, ps, pe, rank } = one;
  const { inside, trees } = scores;
  const size = end - start + 1;
  const share = sums.share(start, end + 1);
  const near = sums.share(end + 1, end + 6) + sums.share(start - 5, start);
  let peak = -99;
  let treePeak = -99;
  for (let i = start; i <= Math.min(end, start + MOST_LINES); i++) {
    peak = Math.max(peak, inside[i]!);
    treePeak = Math.max(treePeak, trees[i]!);
  }
  const relative = (i: number): number => (inside[i] ?? sums.top - 12) - sums.top;
  return [
    Math.log(ps + 1e-6),
    Math.log(pe + 1e-4),
    rank,
    Math.log(share + 1e-6),
    peak - sums.top,
    sums.level(start, end + 1) / size,
    relative(start - 1),
    relative(end + 1),
    Math.log2(size),
    Math.log(near + 1e-6),
    Number(sums.best >= start && sums.best <= end),
    Math.log(ps * pe + 1e-7),
    relative(start),
    relative(end),
    Math.log(share / size + 1e-7),
    Math.log((near + 1e-4) / (share + 1e-4)),
    sums.treeF1(start, end),
    sums.tree(start, end + 1) / size,
    trees[start - 1] ?? -8,
    trees[end + 1] ?? -8,
    treePeak,
  ];
}

function softmax(
  extents: { width: number; rows: number; values: Float32Array },
  model: Additive,
): Float32Array {
  const p = new Float32Array(extents.rows);
  let sum = 0;
  for (let e = 0; e < extents.rows; e++) {
    p[e] = Math.exp(scoreAdditive(model, extents.values, e * extents.width));
    sum += p[e]!;
  }
  for (let e = 0; e < p.length; e++) p[e]! /= sum;
  return p;
}

/** Stretches around the best lines whose score stays within some distance of the best line's. */
function runsOf(scores: Float32Array): Segment[] {
  const runs: Segment[] = [];
  for (const seed of topIndexes(scores, 8))
    for (const fall of [1, 2, 3.5])
      for (const gap of [1, 3]) {
        const joins = (i: number): boolean => (scores[i] ?? -Infinity) > scores[seed]! - fall;
        const grow = (by: 1 | -1): number => {
          let at = seed;
          for (let k = 1; k <= gap; k++)
            if (joins(at + by * k)) {
              at += by * k;
              k = 0;
            }
          return at;
        };
        runs.push({ start: grow(-1), end: grow(1) });
      }
  return runs;
}
