import { median } from "./statistics/robust.js";
import type { Segmentation } from "./statistics/segmentation.js";
import { segmentCosts, segmentations } from "./statistics/segmentation.js";

export interface ChangePoint {
  /** 0-based place of the first value after the change, in the input. */
  index: number;
  /** Mean of the segment that ends here, and of the one that begins. */
  before: number;
  after: number;
  /** 0..1: posterior odds of having this change against leaving it out, as a probability (BIC approximation, Kass & Raftery 1995). */
  p: number;
}

/** One configuration for all series; MODEL.md tells how it was chosen. */
const settings = {
  most: 14,
  leastLevel: 3,
  leastLine: 5,
  /** What people do not see in a plot is no change: deviations below this share of the whole spread count as noise. */
  noise: 0.16,
  /** Price of a change beyond its parameters, and of lines instead of levels, in units of log n. */
  change: 7.5,
  lines: 4,
  /** A value this many robust deviations off the median of its 7 neighbours is replaced by it (Hampel filter). */
  outlier: 4,
  /** Longer series are searched in blocks: the search is quadratic. */
  longest: 1_000,
};

interface Candidate extends Segmentation {
  lines: boolean;
  score: number;
}

/**
 * Where level or slope of a finished series changed. The cheapest segmentations with levels and with lines are compared
 * by a description length (Davis, Lee, Rodriguez-Yam 2006; BIC with a higher price a change). Values that are no finite
 * numbers are left out. Fewer than 6 values have no change.
 */
export function changePoints(values: readonly number[]): ChangePoint[] {
  const places = values.flatMap((value, place) => (Number.isFinite(value) ? [place] : []));
  if (places.length < 2 * settings.leastLevel) return [];
  const raw = Float64Array.from(places, (place) => values[place]!);
  const y = standardised(withoutOutliers(raw));
  if (y === null) return [];
  const block = Math.ceil(y.length / settings.longest);
  const coarse = block === 1 ? y : blocks(y, block);
  const { chosen, score } = choose(coarse);
  const starts = block === 1 ? chosen.starts : chosen.starts.map((start) => refine(y, start * block, block));
  return starts.map((start, k) => ({
    index: places[start]!,
    before: mean(raw, starts[k - 1] ?? 0, start),
    after: mean(raw, start, starts[k + 1] ?? raw.length),
    p: confidence(score, chosen, k),
  }));
}

type Score = (starts: number[], lines: boolean) => number;

function choose(y: Float64Array): { chosen: Candidate; score: Score } {
  const n = y.length;
  const { level, line } = segmentCosts(y);
  const length = (cost: number, changes: number, lines: boolean): number =>
    n * Math.log(cost / n + settings.noise ** 2) +
    Math.log(n) *
      ((lines ? 2 : 1) * (changes + 1) + settings.change * changes + (lines ? settings.lines : 0));
  const candidates: Candidate[] = [false, true].flatMap((lines) =>
    segmentations(n, lines ? line : level, {
      most: settings.most,
      least: lines ? settings.leastLine : settings.leastLevel,
    }).map((found) => ({ ...found, lines, score: length(found.cost, found.starts.length, lines) })),
  );
  const score: Score = (starts, lines) => {
    const ends = [...starts, n];
    const cost = ends.reduce((sum, end, k) => sum + (lines ? line : level)(ends[k - 1] ?? 0, end), 0);
    return length(cost, starts.length, lines);
  };
  return { chosen: candidates.reduce((best, next) => (next.score < best.score ? next : best)), score };
}

function confidence(score: Score, { starts, lines }: Candidate, k: number): number {
  const gain = score(starts.toSpliced(k, 1), lines) - score(starts, lines);
  return 1 / (1 + Math.exp(-gain / 2));
}

/** Zero mean, unit spread; null for a constant series. */
function standardised(y: Float64Array): Float64Array | null {
  const middle = mean(y, 0, y.length);
  const spread = Math.sqrt(
    mean(
      y.map((value) => (value - middle) ** 2),
      0,
      y.length,
    ),
  );
  return spread > 1e-12 * Math.abs(middle) && Number.isFinite(spread)
    ? y.map((value) => (value - middle) / spread)
    : null;
}

function withoutOutliers(y: Float64Array): Float64Array {
  const steps = Array.from(y.subarray(1), (value, i) => Math.abs(value - y[i]!));
  const limit = settings.outlier * ((1.4826 * median(steps)) / Math.SQRT2 + 1e-12);
  return y.map((value, i) => {
    const middle = median(y.subarray(Math.max(0, i - 3), i + 4));
    return Math.abs(value - middle) > limit ? middle : value;
  });
}

const blocks = (y: Float64Array, size: number): Float64Array =>
  Float64Array.from({ length: Math.floor(y.length / size) }, (_, b) => mean(y, b * size, (b + 1) * size));

/** The exact place within a block's reach: the split of the neighbourhood with the least spread about two levels. */
function refine(y: Float64Array, near: number, size: number): number {
  const from = Math.max(0, near - 4 * size);
  const to = Math.min(y.length, near + 4 * size);
  const price = segmentCosts(y.slice(from, to));
  let best = near;
  let least = Infinity;
  for (let at = Math.max(from + 1, near - size); at <= Math.min(to - 1, near + size); at++) {
    const cost = price.level(0, at - from) + price.level(at - from, to - from);
    if (cost < least) [least, best] = [cost, at];
  }
  return best;
}

function mean(y: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += y[i]!;
  return sum / (to - from);
}
