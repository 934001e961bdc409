import { DAY, HOUR } from "../../core/clock.js";
import { mad, median } from "./robust.js";

export interface Point {
  /** Milliseconds since 1970. */
  at: number;
  value: number;
}

/** The expected range of one point; of Gaussian noise, 3 in 1,000 values lie outside. */
export interface Band {
  middle: number;
  low: number;
  high: number;
}

/** Width of the steps between points: an hour's usual is that hour's of such a day, a day's is that weekday's. */
export type Season = "hour" | "day" | null;

/** Robust deviations to each side: the usual choice for telling outliers (Hampel 1974; Pearson 2002). */
const DEVIATIONS = 3;
/** Points before anything is called usual, of a level and of a season's slot. */
const LEAST = 5;
/** Least deviation, as a share of the level: a constant's usual has a width that rounding does not leave. */
const FLOOR = 0.005;
/** Seasons are believed when they explain this share of the spread. */
const EXPLAINED = 0.2;

/** The slot of a week a point falls in; UTC. */
function slotOf(at: number, season: Season): number {
  const weekday = new Date(at).getUTCDay();
  if (season === "day") return weekday;
  const weekend = weekday === 0 || weekday === 6 ? 24 : 0;
  return weekend + Math.floor((((at % DAY) + DAY) % DAY) / HOUR);
}

const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
const values = (points: readonly Point[]): number[] => points.map(({ value }) => value);

/** Median of each slot; null when one of them has too few points to tell. */
function slotMedians(points: readonly Point[], season: Season): Map<number, number> | null {
  const slots = new Map<number, number[]>();
  for (const { at, value } of points) {
    const slot = slotOf(at, season);
    slots.set(slot, [...(slots.get(slot) ?? []), value]);
  }
  const least = Math.min(...[...slots.values()].map((own) => own.length));
  return least < LEAST ? null : new Map([...slots].map(([slot, own]) => [slot, median(own)]));
}

function level(points: readonly Point[], season: Season): (Band | null)[] {
  if (points.length < LEAST) return points.map(() => null);
  const middle = median(values(points));
  const spread = mad(values(points), middle);
  const above = points.every(({ value }) => value >= 0);
  const around = (centre: number, deviation: number): Band => {
    const reach = DEVIATIONS * Math.max(deviation, FLOOR * Math.abs(centre));
    const low = centre - reach;
    return { middle: centre, low: above ? Math.max(0, low) : low, high: centre + reach };
  };
  const slots = season === null ? null : slotMedians(points, season);
  if (slots !== null) {
    const centre = (at: number): number => slots.get(slotOf(at, season)) ?? middle;
    const rests = points.map(({ at, value }) => value - centre(at));
    // Means: a median is blind to a season of fewer than half of the hours.
    const before = mean(points.map(({ value }) => Math.abs(value - middle)));
    if (mean(rests.map(Math.abs)) < (1 - EXPLAINED) * before) {
      const rest = mad(rests, 0);
      return points.map(({ at }) => around(centre(at), rest));
    }
  }
  return points.map(() => around(middle, spread));
}

/**
 * The usual band of each point: median and median absolute deviation of its level, by season where that explains
 * enough; null for a level of too few points. `starts`: places where a new level begins. Values must be finite.
 */
export function expectedRange(
  points: readonly Point[],
  { season = null, starts = [] }: { season?: Season; starts?: readonly number[] } = {},
): (Band | null)[] {
  const cuts = [0, ...[...starts].sort((a, b) => a - b).filter((at) => at > 0 && at < points.length)];
  return cuts.flatMap((from, i) => level(points.slice(from, cuts[i + 1] ?? points.length), season));
}
