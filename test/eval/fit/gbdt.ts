import type { Trees } from "../../../src/logs/model/trees.js";

export interface FitOptions {
  trees: number;
  depth: number;
  rate: number;
  /** Share of columns and of rows a tree sees. */
  columns: number;
  rows: number;
  minWeight: number;
  l2: number;
  seed: number;
}

export const defaults: FitOptions = {
  trees: 120,
  depth: 5,
  rate: 0.1,
  columns: 0.4,
  rows: 0.6,
  minWeight: 4,
  l2: 2,
  seed: 1,
};

/** Columns cut into at most 32 bins by quantile. */
export interface Binned {
  rows: number;
  bins: Uint8Array[];
  edges: Float32Array[];
}

const BINS = 32;

export function bin(values: Float32Array, width: number, rows: number): Binned {
  const bins: Uint8Array[] = [];
  const edges: Float32Array[] = [];
  for (let c = 0; c < width; c++) {
    const sample: number[] = [];
    const stride = Math.max(1, Math.floor(rows / 20_000));
    for (let r = 0; r < rows; r += stride) sample.push(values[r * width + c]!);
    sample.sort((a, b) => a - b);
    const distinct = [...new Set(sample)];
    let cuts: number[];
    if (distinct.length <= BINS) cuts = distinct.slice(0, -1).map((v, i) => (v + distinct[i + 1]!) / 2);
    else
      cuts = [
        ...new Set(
          Array.from({ length: BINS - 1 }, (_, i) => sample[Math.floor(((i + 1) * sample.length) / BINS)]!),
        ),
      ];
    const edge = Float32Array.from(cuts);
    const column = new Uint8Array(rows);
    for (let r = 0; r < rows; r++) {
      const v = values[r * width + c]!;
      let lo = 0;
      let hi = edge.length;
      while (lo < hi) {
        const mid = (lo + hi) >> 1;
        if (v > edge[mid]!) lo = mid + 1;
        else hi = mid;
      }
      column[r] = lo;
    }
    bins.push(column);
    edges.push(edge);
  }
  return { rows, bins, edges };
}

export function random(seed: number): () => number {
  let s = seed >>> 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 2 ** 32;
  };
}

export type Objective = "logistic" | "squared" | { group: Int32Array };

/**
 * Boosting over the rows `use`. `logistic`: target in 0..1. `squared`: fits the target itself. `{group}`: softmax over the
 * rows of a group, target a distribution over them, weight the number of real rows a sampled row stands for.
 */
export function fitTrees(
  data: Binned,
  target: Float32Array,
  weight: Float32Array,
  use: Int32Array,
  options: Partial<FitOptions> = {},
  objective: Objective = "logistic",
): Trees {
  const squared = objective === "squared";
  const group = typeof objective === "object" ? objective.group : null;
  const o = { ...defaults, ...options };
  const next = random(o.seed);
  const inner = (1 << o.depth) - 1;
  const width = data.bins.length;
  let sumW = 0;
  let sumY = 0;
  for (const r of use) {
    sumW += weight[r]!;
    sumY += weight[r]! * target[r]!;
  }
  const mean = sumY / sumW;
  const base = group ? 0 : squared ? mean : Math.log(mean / (1 - mean));
  const sums = new Float64Array(group ? Math.max(...use.map((r) => group[r]!)) + 1 : 0);
  const score = new Float32Array(data.rows).fill(base);
  const columns = new Uint16Array(o.trees * inner);
  const thresholds = new Float32Array(o.trees * inner).fill(Infinity);
  const leaves = new Float32Array(o.trees * (inner + 1));
  const cutBins = new Int32Array(o.trees * inner).fill(BINS);
  const node = new Uint16Array(data.rows);
  const g = new Float32Array(data.rows);
  const h = new Float32Array(data.rows);
  const nodes = 1 << o.depth;
  const hg = new Float64Array(nodes * BINS);
  const hh = new Float64Array(nodes * BINS);
  for (let t = 0; t < o.trees; t++) {
    if (group) {
      sums.fill(0);
      for (const r of use) sums[group[r]!]! += weight[r]! * Math.exp(score[r]!);
    }
    const asleep = group ? Float32Array.from(sums, () => next()) : null;
    const rows = use.filter((r) => (asleep && group ? asleep[group[r]!]! : next()) < o.rows);
    for (const r of rows) {
      if (group) {
        const p = (weight[r]! * Math.exp(score[r]!)) / sums[group[r]!]!;
        g[r] = target[r]! - p;
        h[r] = Math.max(1e-6, p * (1 - p));
        node[r] = 0;
        continue;
      }
      const p = squared ? score[r]! : 1 / (1 + Math.exp(-score[r]!));
      g[r] = weight[r]! * (target[r]! - p);
      h[r] = squared ? weight[r]! : weight[r]! * Math.max(1e-6, p * (1 - p));
      node[r] = 0;
    }
    const chosen = Array.from({ length: width }, (_, c) => c).filter(() => next() < o.columns);
    for (let d = 0; d < o.depth; d++) {
      const first = (1 << d) - 1;
      const size = 1 << d;
      const bestGain = new Float64Array(size);
      const bestColumn = new Int32Array(size).fill(-1);
      const bestBin = new Int32Array(size);
      const totalG = new Float64Array(size);
      const totalH = new Float64Array(size);
      for (const r of rows) {
        totalG[node[r]! - first]! += g[r]!;
        totalH[node[r]! - first]! += h[r]!;
      }
      for (const c of chosen) {
        const cuts = data.edges[c]!.length;
        if (cuts === 0) continue;
        hg.fill(0, 0, size * BINS);
        hh.fill(0, 0, size * BINS);
        const column = data.bins[c]!;
        for (const r of rows) {
          const k = (node[r]! - first) * BINS + column[r]!;
          hg[k]! += g[r]!;
          hh[k]! += h[r]!;
        }
        for (let k = 0; k < size; k++) {
          const G = totalG[k]!;
          const H = totalH[k]!;
          const parent = (G * G) / (H + o.l2);
          let gl = 0;
          let hl = 0;
          for (let b = 0; b < cuts; b++) {
            gl += hg[k * BINS + b]!;
            hl += hh[k * BINS + b]!;
            if (hl < o.minWeight || H - hl < o.minWeight) continue;
            const gain = (gl * gl) / (hl + o.l2) + ((G - gl) * (G - gl)) / (H - hl + o.l2) - parent;
            if (gain > bestGain[k]! + 1e-9) {
              bestGain[k] = gain;
              bestColumn[k] = c;
              bestBin[k] = b;
            }
          }
        }
      }
      for (let k = 0; k < size; k++) {
        const at = t * inner + first + k;
        if (bestColumn[k]! < 0) continue;
        columns[at] = bestColumn[k]!;
        thresholds[at] = data.edges[bestColumn[k]!]![bestBin[k]!]!;
        cutBins[at] = bestBin[k]!;
      }
      for (const r of rows) {
        const k = node[r]! - first;
        const c = bestColumn[k]!;
        node[r] = 2 * node[r]! + (c >= 0 && data.bins[c]![r]! > bestBin[k]! ? 2 : 1);
      }
    }
    const G = new Float64Array(nodes);
    const H = new Float64Array(nodes);
    for (const r of rows) {
      G[node[r]! - inner]! += g[r]!;
      H[node[r]! - inner]! += h[r]!;
    }
    for (let k = 0; k < nodes; k++) leaves[t * nodes + k] = (o.rate * G[k]!) / (H[k]! + o.l2);
    // Every row's score, also of those this tree did not see.
    for (const r of use) {
      let n = 0;
      while (n < inner) {
        const at = t * inner + n;
        n = 2 * n + (data.bins[columns[at]!]![r]! > cutBins[at]! ? 2 : 1);
      }
      score[r]! += leaves[t * nodes + n - inner]!;
    }
  }
  return { depth: o.depth, count: o.trees, base, columns, thresholds, leaves };
}
