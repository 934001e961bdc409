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

/** Every hit of every rule on the lines from `from` to `to` (indexes, both inside). */
export function hitsOf(
  lines: readonly string[],
  from: number,
  to: number,
  inTest: (index: number) => boolean,
): Hit[] {
  const hits: Hit[] = [];
  for (let index = from; index <= to; index++) {
    const line = lines[index] ?? "";
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

/** What one hit is worth; further hits of the same cause add a little, as they mostly repeat it. */
export const worth: Record<Strength, number> = { verdict: 6, strict: 4, generic: 1 };

export interface Scored {
  category: Category;
  confidence: number;
}

/** Causes by confidence, best first. A hit that shares the field with nothing is right about 4 times of 5. */
export function weigh(hits: readonly Hit[]): Scored[] {
  const strictSeen = hits.some((hit) => hit.strength !== "generic");
  const totals = new Map<Category, { best: number; count: number }>();
  for (const hit of hits) {
    if (strictSeen && hit.strength === "generic") continue;
    const total = totals.get(hit.category) ?? { best: 0, count: 0 };
    total.best = Math.max(total.best, worth[hit.strength]);
    total.count += 1;
    totals.set(hit.category, total);
  }
  const scores = [...totals].map(([category, { best, count }]) => ({
    category,
    score: best + Math.min(1, Math.log10(count)),
  }));
  const sum = scores.reduce((all, { score }) => all + score, 1);
  return scores
    .map(({ category, score }) => ({ category, confidence: score / sum }))
    .sort((a, b) => b.confidence - a.confidence);
}
