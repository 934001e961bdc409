import { DAY } from "../../core/clock.js";
import { median } from "./robust.js";
import type { Point } from "./expected-range.js";

/** A slope in units a day, with the ends of its 95 % interval. */
export interface Trend {
  slope: number;
  low: number;
  high: number;
}

/** Fewer points make an interval that says nothing. */
const LEAST = 8;
/** Pairs are many: longer series are thinned to so many points. */
const MOST = 300;
/** Two-sided 95 % of the normal distribution. */
const Z = 1.96;

/**
 * The median of the slopes between all pairs (Theil 1950), with Sen's interval from the variance of Kendall's S (Sen
 * 1968, Journal of the American Statistical Association 63, section 5): a quarter of the points may be anything.
 * Null: too few points, or all of one moment. The trend is significant where the interval leaves out zero.
 */
export function theilSen(all: readonly Point[]): Trend | null {
  const step = Math.ceil(all.length / MOST);
  const points = all.filter((_, i) => i % step === 0);
  const n = points.length;
  if (n < LEAST) return null;
  const slopes: number[] = [];
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const days = (points[j]!.at - points[i]!.at) / DAY;
      if (days !== 0) slopes.push((points[j]!.value - points[i]!.value) / days);
    }
  if (slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const reach = Z * Math.sqrt(variance(points));
  const place = (at: number): number => slopes[Math.max(0, Math.min(slopes.length - 1, Math.round(at)))]!;
  return {
    slope: median(slopes),
    low: place((slopes.length - reach) / 2 - 1),
    high: place((slopes.length + reach) / 2),
  };
}

/** Of Kendall's S, with equal values taken into account. */
function variance(points: readonly Point[]): number {
  const n = points.length;
  const ties = new Map<number, number>();
  for (const { value } of points) ties.set(value, (ties.get(value) ?? 0) + 1);
  const share = (size: number): number => size * (size - 1) * (2 * size + 5);
  return (share(n) - [...ties.values()].reduce((sum, size) => sum + share(size), 0)) / 18;
}
