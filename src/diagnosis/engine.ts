import type { Paced } from "../logs/pace.js";
import type { Category } from "./category.js";
import type { Rule } from "./rule.js";
import { rules } from "./rules/index.js";

export type Strength = "verdict" | "strict" | "generic";

/** A rule's pattern on a line. */
export interface Hit {
  index: number;
  category: Category;
  strength: Strength;
}

/** Lines between two turns of the event loop. */
const PIECE = 150;
/** No rule looks further right than this. */
const HEAD = 600;

/** Every hit of every rule on the lines that `wanted` names; `inTest` tells which stand in a test's own output. */
export function* hitsIn(
  lines: readonly string[],
  wanted: readonly number[],
  inTest: (index: number) => boolean,
): Paced<Hit[]> {
  const hits: Hit[] = [];
  for (const [k, index] of wanted.entries()) {
    if (k % PIECE === PIECE - 1) yield;
    const line = (lines[index] ?? "").slice(0, HEAD);
    if (line.length < 3) continue;
    const place = { lines, index, inTest: inTest(index) };
    for (const rule of rules) {
      const strength = strengthOf(rule, line);
      if (strength && !rule.unless?.some((condition) => condition(place)))
        hits.push({ index, category: rule.category, strength });
    }
  }
  return hits;
}

function strengthOf(rule: Rule, line: string): Strength | null {
  if (rule.verdict?.some((pattern) => pattern.test(line))) return "verdict";
  if (rule.strict.some((pattern) => pattern.test(line))) return "strict";
  return rule.generic?.some((pattern) => pattern.test(line)) ? "generic" : null;
}

/** What one hit is worth where the failing part is; see `weigh`. */
export const worth: Record<Strength, number> = { verdict: 6, strict: 4, generic: 1 };

/** The least share of its worth that a hit keeps where nothing looks like the failing part. */
const FLOOR = 0.15;

export interface Scored {
  category: Category;
  confidence: number;
}

/**
 * Causes by confidence, best first. `closeness` (0..1) says how much a line looks like the failing part. The best hit of
 * a cause counts in full, further ones add a little, as they mostly repeat it. A strict hit that shares the field with
 * nothing else is right about 4 times of 5, which is what the `+ 1` says.
 */
export function weigh(hits: readonly Hit[], closeness: (index: number) => number): Scored[] {
  const strictSeen = hits.some((hit) => hit.strength !== "generic" && closeness(hit.index) > 0.3);
  const totals = new Map<Category, { best: number; sum: number }>();
  for (const hit of hits) {
    if (strictSeen && hit.strength === "generic") continue;
    const value =
      worth[hit.strength] * (hit.strength === "verdict" ? 1 : FLOOR + (1 - FLOOR) * closeness(hit.index));
    const total = totals.get(hit.category) ?? { best: 0, sum: 0 };
    total.best = Math.max(total.best, value);
    total.sum += value;
    totals.set(hit.category, total);
  }
  const scores = [...totals].map(([category, { best, sum }]) => ({
    category,
    score: best + Math.min(2, Math.log2(1 + (sum - best) / 4)),
  }));
  // The field counts more than its size: two causes that are half as strong leave the best one mostly sure.
  const field = Math.sqrt(scores.reduce((all, { score }) => all + score * score, 0));
  return scores
    .map(({ category, score }) => ({ category, confidence: (score / field) * (score / (score + 1)) }))
    .sort((a, b) => b.confidence - a.confidence);
}
