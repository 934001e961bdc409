/** Sums of squared residuals of a segment [from, to) about its mean (`level`) or its least-squares line (`line`). */
export interface SegmentCosts {
  level: (from: number, to: number) => number;
  line: (from: number, to: number) => number;
}

/** Costs in constant time a question, from running sums. `y` should be centred: sums of squares lose digits. */
export function segmentCosts(y: Float64Array): SegmentCosts {
  const sums = new Float64Array(y.length + 1);
  const squares = new Float64Array(y.length + 1);
  const moments = new Float64Array(y.length + 1);
  for (let i = 0; i < y.length; i++) {
    sums[i + 1] = sums[i]! + y[i]!;
    squares[i + 1] = squares[i]! + y[i]! ** 2;
    moments[i + 1] = moments[i]! + y[i]! * i;
  }
  const level = (from: number, to: number): number => {
    const sum = sums[to]! - sums[from]!;
    return Math.max(0, squares[to]! - squares[from]! - sum ** 2 / (to - from));
  };
  const line = (from: number, to: number): number => {
    const n = to - from;
    if (n < 3) return 0;
    const sum = sums[to]! - sums[from]!;
    const xy = moments[to]! - moments[from]! - ((from + to - 1) / 2) * sum;
    return Math.max(0, level(from, to) - xy ** 2 / ((n * (n ** 2 - 1)) / 12));
  };
  return { level, line };
}

export interface Segmentation {
  /** First places of the second, third, ... segment. */
  starts: number[];
  /** Sum of the segments' costs. */
  cost: number;
}

/**
 * The cheapest cuts of [0, n) into 1, 2, ... `most` + 1 segments of at least `least` values: segment neighbourhood
 * search by dynamic programming (Auger & Lawrence 1989), O(most x n^2) time.
 */
export function segmentations(
  n: number,
  cost: (from: number, to: number) => number,
  { most, least }: { most: number; least: number },
): Segmentation[] {
  const found: Segmentation[] = [];
  const cuts: Int32Array[] = [];
  let before = new Float64Array(n + 1).fill(Infinity);
  for (let to = least; to <= n; to++) before[to] = cost(0, to);
  for (let k = 0; k <= most && (k + 1) * least <= n; k++) {
    if (k > 0) {
      const now = new Float64Array(n + 1).fill(Infinity);
      const cut = new Int32Array(n + 1);
      for (let to = (k + 1) * least; to <= n; to++)
        for (let from = k * least; from <= to - least; from++) {
          const total = before[from]! + cost(from, to);
          if (total < now[to]!) {
            now[to] = total;
            cut[to] = from;
          }
        }
      cuts.push(cut);
      before = now;
    }
    const starts: number[] = [];
    for (let j = k, end = n; j > 0; j--) starts.unshift((end = cuts[j - 1]![end]!));
    found.push({ starts, cost: before[n]! });
  }
  return found;
}
