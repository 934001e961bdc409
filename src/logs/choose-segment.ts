import type { Candidates, Segment } from "./candidates.js";
import { scoreAdditive, type Additive } from "./model/additive.js";

/** `bestSegment` of candidates by what `model` says of each. */
export const chooseSegment = (
  { segments, width, values }: Candidates,
  model: Additive,
  sharpness: number,
): ChosenSegment | null =>
  bestSegment(
    segments,
    segments.map((_, k) => sharpness * scoreAdditive(model, values, k * width)),
  );

export interface ChosenSegment {
  segment: Segment;
  /** 0..1: the weight of the candidates that overlap it by half or more. */
  certainty: number;
}

/** The candidate with the greatest expected line F1 under the softmax of the scores (minimum Bayes risk). */
export function bestSegment(segments: readonly Segment[], scores: readonly number[]): ChosenSegment | null {
  const top = Math.max(...scores);
  const raw = scores.map((s) => Math.exp(s - top));
  const sum = raw.reduce((a, b) => a + b, 0);
  const p = raw.map((x) => x / sum);
  let best: Segment | null = null;
  let bestValue = -1;
  for (const a of segments) {
    let value = 0;
    for (const [k, b] of segments.entries()) value += p[k]! * spanF1(a, b);
    if (value > bestValue) [bestValue, best] = [value, a];
  }
  if (!best) return null;
  const chosen = best;
  const certainty = segments.reduce((all, b, k) => all + (spanF1(chosen, b) >= 0.5 ? p[k]! : 0), 0);
  return { segment: chosen, certainty };
}

/** Line F1 of two spans. */
export function spanF1(a: Segment, b: Segment): number {
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start) + 1;
  return both <= 0 ? 0 : (2 * both) / (a.end - a.start + b.end - b.start + 2);
}
