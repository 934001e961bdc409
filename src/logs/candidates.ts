import { extentNames, extentsOf } from "./line/extent.js";
import { shapeNames } from "./line/shape.js";
import { keywordFlags } from "./line/keywords.js";
import type { Features } from "./line/features.js";
import { scoreAdditive, type Additive } from "./model/additive.js";
import { logistic } from "./model/trees.js";
import type { Yielding } from "./yielding.js";
import { runAtOnce } from "./yielding.js";

/** What the line models say of every line. */
export interface LineScores {
  /** Inside the failing part: softmax log odds over the log. */
  inside: Float32Array;
  /** Its first line: the same. */
  start: Float32Array;
  /** Inside, said independently by boosted trees: log odds. */
  trees: Float32Array;
}

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

interface Sums {
  top: number;
  best: number;
  startTop: number;
  startSum: number;
  share(from: number, to: number): number;
  level(from: number, to: number): number;
  tree(from: number, to: number): number;
  /** Expected line F1 if the trees' probabilities were right and independent. */
  treeF1(start: number, end: number): number;
}

function sumsOf({ inside, start, trees }: LineScores): Sums {
  const n = inside.length;
  let best = 0;
  for (let i = 1; i < n; i++) if (inside[i]! > inside[best]!) best = i;
  const top = inside[best] ?? 0;
  let z = 0;
  for (const s of inside) z += Math.exp(s - top);
  const prefix = (value: (i: number) => number): ((from: number, to: number) => number) => {
    const sums = new Float64Array(n + 1);
    for (let i = 0; i < n; i++) sums[i + 1] = sums[i]! + value(i);
    const clamp = (i: number): number => Math.min(n, Math.max(0, i));
    return (from, to) => sums[clamp(to)]! - sums[clamp(from)]!;
  };
  const tree = prefix((i) => logistic(trees[i]!));
  const whole = tree(0, n);
  let startTop = -Infinity;
  for (const s of start) startTop = Math.max(startTop, s);
  let startSum = 0;
  for (const s of start) startSum += Math.exp(s - startTop);
  return {
    top,
    best,
    startTop,
    startSum,
    share: prefix((i) => Math.exp(inside[i]! - top) / z),
    level: prefix((i) => Math.max(-8, inside[i]! - top)),
    tree,
    treeF1: (a, b) => (2 * tree(a, b + 1)) / (b - a + 1 + whole),
  };
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

/** Indexes of the `n` greatest values, greatest first. */
export function topIndexes(values: Float32Array, n: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (kept.length === n && values[i]! <= values[kept[n - 1]!]!) continue;
    let at = kept.length;
    while (at > 0 && values[i]! > values[kept[at - 1]!]!) at--;
    kept.splice(at, 0, i);
    if (kept.length > n) kept.pop();
  }
  return kept;
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

/** `bestSegment` of candidates by what `model` says of each. */
export const chooseSegment = (
  { segments, width, values }: Candidates,
  model: Additive,
  sharpness: number,
): ChosenSegment | null =>
  bestSegment(
    segments,
    segments.map((_, k) => sharpness * scoreAdditive(model, values, k * width)),
  );

export interface ChosenSegment {
  segment: Segment;
  /** 0..1: the weight of the candidates that overlap it by half or more. */
  certainty: number;
}

/** The candidate with the greatest expected line F1 under the softmax of the scores (minimum Bayes risk). */
export function bestSegment(segments: readonly Segment[], scores: readonly number[]): ChosenSegment | null {
  const top = Math.max(...scores);
  const raw = scores.map((s) => Math.exp(s - top));
  const sum = raw.reduce((a, b) => a + b, 0);
  const p = raw.map((x) => x / sum);
  let best: Segment | null = null;
  let bestValue = -1;
  for (const a of segments) {
    let value = 0;
    for (const [k, b] of segments.entries()) value += p[k]! * spanF1(a, b);
    if (value > bestValue) [bestValue, best] = [value, a];
  }
  if (!best) return null;
  const chosen = best;
  const certainty = segments.reduce((all, b, k) => all + (spanF1(chosen, b) >= 0.5 ? p[k]! : 0), 0);
  return { segment: chosen, certainty };
}

/** Line F1 of two spans. */
export function spanF1(a: Segment, b: Segment): number {
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start) + 1;
  return both <= 0 ? 0 : (2 * both) / (a.end - a.start + b.end - b.start + 2);
}
