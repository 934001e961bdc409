import type { Features } from "../line/features.js";
import type { Additive } from "../model/additive.js";
import { scoreAdditive } from "../model/additive.js";
import type { Paced } from "../pace.js";
import type { Candidates, Segment } from "../segment.js";
import { groundIn } from "./ground.js";
import { readRival, rivalNames } from "./features.js";
import type { Course } from "../steps.js";

/** Candidates that are looked at once more: the right one is among them in nearly all logs where there is one at all. */
const RIVALS = 80;

/** The most promising candidates, each with how it stands in the log and among the others. */
export interface Rivals extends Candidates {
  /** What the first look said of each, greatest first. */
  first: Float32Array;
}

/** The rivals among `candidates`, by what the first look (`segment`) says of them. */
export function* rivalsIn(
  lines: readonly string[],
  features: Features,
  course: Course,
  candidates: Candidates,
  segment: Additive,
): Paced<Rivals> {
  const said = candidates.segments.map((_, k) =>
    scoreAdditive(segment, candidates.values, k * candidates.width),
  );
  const order = [...said.keys()].sort((a, b) => said[b]! - said[a]!).slice(0, RIVALS);
  const first = Float32Array.from(order, (k) => said[k]!);
  const segments: Segment[] = order.map((k) => candidates.segments[k]!);
  const width = rivalNames.length;
  const values = new Float32Array(segments.length * width);
  const ground = yield* groundIn(lines, features, course);
  for (const [k, one] of segments.entries()) {
    if (k % 8 === 7) yield;
    values.set(readRival(ground, one), k * width);
    values[(k + 1) * width - 2] = first[k]! - first[0]!;
    values[(k + 1) * width - 1] = Math.log2(1 + k);
  }
  return { segments, width, values, first };
}

/** What both looks say of each rival. */
export const judge = ({ first, width, values }: Rivals, choice: Additive): number[] =>
  Array.from(first, (said, k) => said + scoreAdditive(choice, values, k * width));
