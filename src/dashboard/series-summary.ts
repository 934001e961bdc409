import { theilSen } from "../detection/statistics/theil-sen.js";
import type { Band, Point } from "../detection/statistics/expected-range.js";
import { measure, type Unit } from "./units.js";

/** A rise or fall over all of the time that is smaller than this share of the usual is none that anybody feels. */
const FELT = 0.05;
/** Nor is one smaller than a deviation: what is usual reaches three to each side. */
const REACH = 6;

/** What is usual now, and where it goes, in words. `points` are those of the latest level. */
export function seriesSummaryOf(points: readonly Point[], bands: readonly (Band | null)[], unit: Unit) {
  const band = bands.at(-1);
  const facts: { name: string; text: string }[] = [];
  if (band)
    facts.push({
      name: "Usual now",
      text: `${measure(band.middle, unit)}, from ${measure(band.low, unit)} to ${measure(band.high, unit)}`,
    });
  facts.push({ name: "Trend", text: trendOf(points, band ?? null, unit) });
  return facts;
}

function trendOf(points: readonly Point[], band: Band | null, unit: Unit): string {
  const trend = theilSen(points);
  if (trend === null) return "too few values to tell";
  const days = ((points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0)) / 86_400_000;
  const clear = trend.low > 0 || trend.high < 0;
  const least = band ? Math.max(FELT * Math.abs(band.middle), (band.high - band.low) / REACH) : 0;
  if (!clear || Math.abs(trend.slope) * days < least) return "level";
  const way = trend.slope > 0 ? "rising" : "falling";
  const size = (value: number): string => measure(value, unit);
  const [low, high] = trend.slope > 0 ? [trend.low, trend.high] : [Math.abs(trend.high), Math.abs(trend.low)];
  return `${way} by ${size(Math.abs(trend.slope))} a day (95 %: ${size(low)} to ${size(high)})`;
}
