import type { Features } from "../line/features.js";
import type { Additive } from "../model/additive.js";
import { scoreAdditive } from "../model/additive.js";
import type { Yielding } from "../yielding.js";
import type { Candidates, Segment } from "../candidates.js";
import { readContext } from "./context.js";
import { readRerankFeatures, rerankFeatureNames } from "./features.js";
import type { JobSteps } from "../steps.js";

/** Candidates that are looked at once more: the right one is among them in nearly all logs where there is one at all. */
const RIVALS = 80;

/** The most promising candidates, each with how it stands in the log and among the others. */
export interface Shortlist extends Candidates {
  /** What the first look said of each, greatest first. */
  first: Float32Array;
}

/** The shortlist of `candidates` by the score of the first stage. */
export function* shortlistIn(
  lines: readonly string[],
  features: Features,
  course: JobSteps,
  candidates: Candidates,
  segment: Additive,
): Yielding<Shortlist> {
  const said = candidates.segments.map((_, k) =>
    scoreAdditive(segment, candidates.values, k * candidates.width),
  );
  const order = [...said.keys()].sort((a, b) => said[b]! - said[a]!).slice(0, RIVALS);
  const first = Float32Array.from(order, (k) => said[k]!);
  const segments: Segment[] = order.map((k) => candidates.segments[k]!);
  const width = rerankFeatureNames.length;
  const values = new Float32Array(segments.length * width);
  const ground = yield* readContext(lines, features, course);
  for (const [k, one] of segments.entries()) {
    if (k % 8 === 7) yield;
    values.set(readRerankFeatures(ground, one), k * width);
    values[(k + 1) * width - 2] = first[k]! - first[0]!;
    values[(k + 1) * width - 1] = Math.log2(1 + k);
  }
  return { segments, width, values, first };
}

/** What both looks say of each rival. */
export const scoreShortlist = ({ first, width, values }: Shortlist, choice: Additive): number[] =>
  Array.from(first, (said, k) => said + scoreAdditive(choice, values, k * width));
