import type { Yielding } from "../logs/yielding.js";
import { flag, readKeywords, keywordFlags } from "../logs/line/keywords.js";
import type { FailingPart } from "../logs/failing-part.js";
import type { JobSteps } from "../logs/steps.js";
import type { Category } from "./category.js";
import type { Hit, Strength } from "./engine.js";
import { salienceOf } from "./line-salience.js";

/** What a rule's hit makes of a line, on the scale of `salienceOf`: for the answer's cause, and for any other. */
const forCause: Record<Strength, number> = { verdict: 3.9, strict: 4.6, generic: 2 };
const forOther: Record<Strength, number> = { verdict: 2, strict: 3, generic: 1 };
/** A line that says the cause in a tool's last words. */
const BOTH = 0.2;
/** What cleaning up says, or a step that did not fail. */
const ELSEWHERE = 0.5;
const SHOWN = 200;
/** Lines between two turns of the event loop. */
const PIECE = 1_000;

const empty = [flag("blank"), flag("rule")];

interface Ranking {
  lines: readonly string[];
  course: JobSteps;
  part: FailingPart;
  hits: readonly Hit[];
  category: Category;
}

/**
 * Indexes of all lines worth showing, the most telling first. Two orders take turns, as each misses what the other sees:
 * what lines say by themselves, and how much they look like a failing part.
 */
export function* rankLinesIn(ranking: Ranking): Yielding<number[]> {
  const spoken = yield* bySpeech(ranking);
  yield;
  const alike = byLikeness(ranking);
  const out = new Set<number>();
  for (let k = 0; out.size < SHOWN && k < Math.max(spoken.length, alike.length); k++) {
    if (spoken[k] !== undefined) out.add(spoken[k]!);
    if (alike[k] !== undefined) out.add(alike[k]!);
  }
  return [...out].slice(0, SHOWN);
}

function* bySpeech({ lines, course, part, hits, category }: Ranking): Yielding<number[]> {
  const rule = new Float64Array(lines.length);
  for (const { index, category: cause, strength } of hits)
    rule[index] = Math.max(rule[index]!, (cause === category ? forCause : forOther)[strength]);
  const values = new Float64Array(lines.length);
  const place = placeOf(lines.length, course);
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    const said = salienceOf(line);
    const value = Math.max(said, rule[i]!) + (said > 0 && rule[i]! > 4 ? BOTH : 0);
    const inside = part.glance && i >= part.glance.start && i <= part.glance.end ? 0.2 : 0;
    const looks = Math.max(-6, Math.min(2, part.worth[i]!)) / 20;
    // Of lines that say the same kind of thing the last is the one that the tool gave up on.
    if (value > 0) values[i] = place(i) * (value + inside + looks + (0.6 * i) / lines.length);
  }
  return best(values, (i) => values[i]! > 0);
}

function byLikeness({ lines, part }: Ranking): number[] {
  const flags = new Float32Array(keywordFlags.length);
  const inside = (i: number): number => (part.span && i >= part.span.start && i <= part.span.end ? 1 : 0);
  const values = Float64Array.from(part.worth, (w, i) => w + inside(i));
  return best(values, (i) => {
    readKeywords(lines[i]!, flags.fill(0), 0);
    return !empty.some((name) => flags[name] === 1);
  });
}

function best(values: Float64Array, allowed: (i: number) => boolean): number[] {
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
  const kept: number[] = [];
  for (const i of order) {
    if (kept.length === SHOWN) break;
    if (allowed(i)) kept.push(i);
  }
  return kept;
}

/** 1 where the job failed, less in steps that passed and after cleaning up began. */
function placeOf(size: number, course: JobSteps): (i: number) => number {
  const weights = new Float64Array(size).fill(course.failed.length > 0 ? ELSEWHERE : 1);
  for (const step of course.failed) weights.fill(1, step.start, Math.max(step.end, step.exitLine ?? 0) + 1);
  weights.fill(ELSEWHERE, Math.min(size, course.cleanup));
  return (i) => weights[i]!;
}
