import { logistic } from "./model/trees.js";

/** What the line models say of every line. */
export interface LineScores {
  /** Inside the failing part: softmax log odds over the log. */
  inside: Float32Array;
  /** Its first line: the same. */
  start: Float32Array;
  /** Inside, said independently by boosted trees: log odds. */
  trees: Float32Array;
}

/** Sums over stretches of lines, each in constant time. */
export interface Sums {
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

export function sumsOf({ inside, start, trees }: LineScores): Sums {
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
