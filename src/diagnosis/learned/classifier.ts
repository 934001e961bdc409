import { fromBase64 } from "../../logs/model/base64.js";
import type { Category } from "../category.js";
import { BUCKETS } from "./words.js";

/** What a line can be said to name: a cause, or none. */
export type Named = Category | "none";

export interface LineClassifier {
  readonly classes: readonly Named[];
  /** A class after the other: `BUCKETS` weights each. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** How sure a line names each class, together 1; in the order of `classes`. */
export function sharesOf(
  { classes, weights, bias }: LineClassifier,
  buckets: readonly number[],
): Float64Array {
  const scale = 1 / Math.sqrt(Math.max(1, buckets.length));
  const scores = Float64Array.from(classes, (_, c) => {
    let sum = 0;
    for (const bucket of buckets) sum += weights[c * BUCKETS + bucket]!;
    return bias[c]! + scale * sum;
  });
  const top = Math.max(...scores);
  const raw = scores.map((score) => Math.exp(score - top));
  const all = raw.reduce((a, b) => a + b, 0);
  return raw.map((value) => value / all);
}

export interface StoredClassifier {
  classes: readonly Named[];
  /** What one step of a stored weight is worth. */
  step: number;
  /** Signed bytes as base64. */
  weights: string;
  bias: readonly number[];
}

export function decodeClassifier({ classes, step, weights, bias }: StoredClassifier): LineClassifier {
  const bytes = new Int8Array(fromBase64(weights));
  if (bytes.length !== classes.length * BUCKETS || bias.length !== classes.length)
    throw new Error("the stored classifier does not have the weights that its classes need");
  return { classes, weights: Float32Array.from(bytes, (b) => b * step), bias: Float32Array.from(bias) };
}
