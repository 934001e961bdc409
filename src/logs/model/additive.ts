import { fromBase64, toBase64 } from "./base64.js";

/**
 * A sum of one step function per column (a generalised additive model, Hastie and Tibshirani 1986): column `c` adds the
 * weight of the cell its value falls into.
 */
export interface Additive {
  readonly width: number;
  /** Upper bounds of all but the last cell of a column, rising. */
  readonly edges: readonly Float32Array[];
  /** Where a column's cells begin in `weights`. */
  readonly offsets: Int32Array;
  readonly weights: Float32Array;
}

/** The score of the row of `values` that begins at `at`. */
export function scoreAdditive(model: Additive, values: Float32Array, at: number): number {
  const { width, edges, offsets, weights } = model;
  let sum = 0;
  for (let c = 0; c < width; c++) {
    const edge = edges[c]!;
    const v = values[at + c]!;
    let k = 0;
    while (k < edge.length && v > edge[k]!) k++;
    sum += weights[offsets[c]! + k]!;
  }
  return sum;
}

/** Counts of edges, edges and weights: three base64 parts separated by spaces. */
export function encodeAdditive(model: Additive): string {
  const counts = Uint8Array.from(model.edges, (edge) => edge.length);
  const edges = Float32Array.from(model.edges.flatMap((edge) => [...edge]));
  return [counts, edges, model.weights].map(toBase64).join(" ");
}

/** The other way; throws `RangeError` when the parts do not fit together. */
export function decodeAdditive(text: string): Additive {
  const [counts, edges, weights] = text.split(" ").map(fromBase64) as [ArrayBuffer, ArrayBuffer, ArrayBuffer];
  const lengths = new Uint8Array(counts);
  const flat = new Float32Array(edges);
  const offsets = new Int32Array(lengths.length);
  const cut: Float32Array[] = [];
  let at = 0;
  for (const [c, length] of lengths.entries()) {
    offsets[c] = at + c;
    cut.push(flat.subarray(at, at + length));
    at += length;
  }
  const model = { width: lengths.length, edges: cut, offsets, weights: new Float32Array(weights) };
  if (flat.length !== at || model.weights.length !== at + lengths.length)
    throw new RangeError("an additive model of the wrong size");
  return model;
}
