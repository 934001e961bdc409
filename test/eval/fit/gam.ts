import type { Additive } from "../../../src/logs/model/additive.js";
import { random } from "./gbdt.js";

export { scoreAdditive as scoreGam } from "../../../src/logs/model/additive.js";

/** Rows as the active cell of every column. */
export interface Cells {
  width: number;
  edges: Float32Array[];
  offsets: Int32Array;
  cells: Int32Array;
  size: number;
}

/** Cuts every column into at most `most` cells by quantile. */
export function makeGam(values: Float32Array, width: number, rows: number, most: number): Cells {
  const edges: Float32Array[] = [];
  const offsets = new Int32Array(width);
  const cells = new Int32Array(rows * width);
  let size = 0;
  for (let c = 0; c < width; c++) {
    const sample: number[] = [];
    const stride = Math.max(1, Math.floor(rows / 20_000));
    for (let r = 0; r < rows; r += stride) sample.push(values[r * width + c]!);
    sample.sort((a, b) => a - b);
    const distinct = [...new Set(sample)];
    const cuts =
      distinct.length <= most
        ? distinct.slice(0, -1).map((v, i) => (v + distinct[i + 1]!) / 2)
        : [
            ...new Set(
              Array.from(
                { length: most - 1 },
                (_, i) => sample[Math.floor(((i + 1) * sample.length) / most)]!,
              ),
            ),
          ];
    const edge = Float32Array.from(cuts);
    offsets[c] = size;
    for (let r = 0; r < rows; r++) {
      const v = values[r * width + c]!;
      let k = 0;
      while (k < edge.length && v > edge[k]!) k++;
      cells[r * width + c] = size + k;
    }
    size += edge.length + 1;
    edges.push(edge);
  }
  return { width, edges, offsets, cells, size };
}

export interface GamOptions {
  l2: number;
  epochs: number;
  rate: number;
}

/** Softmax over each group of rows, Adagrad; `target` is a distribution over the group, `weight` undoes the sampling. */
export function fitGam(
  data: Cells,
  groups: number[][],
  target: Float32Array,
  weight: Float32Array,
  options: GamOptions,
): Additive {
  const { width, cells, size } = data;
  const beta = new Float64Array(size);
  const acc = new Float64Array(size).fill(1e-4);
  const gradient = new Float64Array(size);
  const next = random(11);
  const order = [...groups];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (const rows of order) {
      const scores = rows.map((r) => {
        let s = 0;
        for (let c = 0; c < width; c++) s += beta[cells[r * width + c]!]!;
        return s;
      });
      const top = Math.max(...scores);
      let sum = 0;
      for (const [k, r] of rows.entries()) {
        scores[k] = weight[r]! * Math.exp(scores[k]! - top);
        sum += scores[k];
      }
      gradient.fill(0);
      for (const [k, r] of rows.entries()) {
        const d = scores[k]! / sum - target[r]!;
        if (Math.abs(d) < 1e-5) continue;
        for (let c = 0; c < width; c++) gradient[cells[r * width + c]!]! += d;
      }
      for (let k = 0; k < size; k++) {
        const g = gradient[k]! + options.l2 * beta[k]!;
        acc[k]! += g * g;
        beta[k]! -= (options.rate * g) / Math.sqrt(acc[k]!);
      }
    }
  }
  return { width, edges: data.edges, offsets: data.offsets, weights: Float32Array.from(beta) };
}

/**
 * Full-batch Adagrad on the mean over groups of the expected `gain` under the softmax of `offset` plus the model: what
 * is wanted itself, so a group in which nothing can be gained pulls at nothing.
 */
export function fitGain(
  data: Cells,
  groups: number[][],
  gain: Float32Array,
  offset: Float32Array,
  options: GamOptions,
): Additive {
  const { width, cells, size } = data;
  const beta = new Float64Array(size);
  const acc = new Float64Array(size).fill(1e-4);
  const gradient = new Float64Array(size);
  const scale = 10 / groups.length;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    gradient.fill(0);
    for (const rows of groups) {
      const scores = rows.map((r) => {
        let s = offset[r]!;
        for (let c = 0; c < width; c++) s += beta[cells[r * width + c]!]!;
        return s;
      });
      const top = Math.max(...scores);
      const p = scores.map((s) => Math.exp(s - top));
      const sum = p.reduce((a, b) => a + b, 0);
      const expected = rows.reduce((all, r, k) => all + (p[k]! / sum) * gain[r]!, 0);
      for (const [k, r] of rows.entries()) {
        const d = ((4 * p[k]!) / sum) * (expected - gain[r]!);
        for (let c = 0; c < width; c++) gradient[cells[r * width + c]!]! += d;
      }
    }
    for (let k = 0; k < size; k++) {
      const g = scale * (gradient[k]! + options.l2 * beta[k]!);
      acc[k]! += g * g;
      beta[k]! -= (options.rate * g) / Math.sqrt(acc[k]!);
    }
  }
  return { width, edges: data.edges, offsets: data.offsets, weights: Float32Array.from(beta) };
}
