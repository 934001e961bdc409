import { fromBase64, toBase64 } from "./base64.js";

/**
 * Boosted regression trees (Friedman 2001) of equal depth: inner nodes in heap order, then leaves. A row's score is
 * the sum of the leaves it falls into; its probability is the logistic function of the score.
 */
export interface Trees {
  readonly depth: number;
  readonly count: number;
  readonly base: number;
  /** Column per inner node, `count * (2^depth - 1)`. */
  readonly columns: Uint16Array;
  /** A value above the threshold goes right. */
  readonly thresholds: Float32Array;
  /** `count * 2^depth`. */
  readonly leaves: Float32Array;
}

/** The raw score (log odds) of the row of `values` that begins at `at`. */
export function scoreRow(trees: Trees, values: Float32Array, at: number): number {
  const { depth, count, columns, thresholds, leaves } = trees;
  const inner = (1 << depth) - 1;
  let sum = trees.base;
  for (let tree = 0; tree < count; tree++) {
    const offset = tree * inner;
    let node = 0;
    while (node < inner) {
      const k = offset + node;
      node = 2 * node + (values[at + columns[k]!]! > thresholds[k]! ? 2 : 1);
    }
    sum += leaves[tree * (inner + 1) + node - inner]!;
  }
  return sum;
}

export const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** `depth count base` and the three arrays, base64, separated by spaces. */
export function encodeTrees(trees: Trees): string {
  return [
    trees.depth,
    trees.count,
    trees.base,
    toBase64(trees.columns),
    toBase64(trees.thresholds),
    toBase64(trees.leaves),
  ].join(" ");
}

/** The other way; throws `RangeError` when the arrays do not have the promised sizes. */
export function decodeTrees(text: string): Trees {
  const [depth, count, base, columns, thresholds, leaves] = text.split(" ");
  const trees: Trees = {
    depth: Number(depth),
    count: Number(count),
    base: Number(base),
    columns: new Uint16Array(fromBase64(columns ?? "")),
    thresholds: new Float32Array(fromBase64(thresholds ?? "")),
    leaves: new Float32Array(fromBase64(leaves ?? "")),
  };
  const inner = (1 << trees.depth) - 1;
  if (trees.columns.length !== trees.count * inner || trees.leaves.length !== trees.count * (inner + 1))
    throw new RangeError("a tree model of the wrong size");
  return trees;
}
