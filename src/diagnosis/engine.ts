import type { Yielding } from "../logs/yielding.js";
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
/** What a rule sees of a line at once; a longer line is seen through several such windows, which overlap. */
const WINDOW = 600;
const STEP = 450;
/** Windows beyond the first, in one log: a tenth of a millisecond or so each. The last lines, where causes stand, come first. */
const MORE_WINDOWS = 1_000;

/** Every hit of every rule on the lines that `wanted` names; `inTest` tells which stand in a test's own output. */
export function* hitsIn(
  lines: readonly string[],
  wanted: readonly number[],
  inTest: (index: number) => boolean,
): Yielding<Hit[]> {
  const hits: Hit[] = [];
  const more = sharesOf(lines, wanted);
  for (const [k, index] of wanted.entries()) {
    if (k % PIECE === PIECE - 1) yield;
    const line = lines[index] ?? "";
    if (line.length < 3) continue;
    const seen = windowsOf(line, more.get(index) ?? 0);
    const place = { lines, index, inTest: inTest(index) };
    for (const rule of rules) {
      const strength = strongest(seen.map((part) => strengthOf(rule, part)));
      if (strength && !rule.unless?.some((condition) => condition(place)))
        hits.push({ index, category: rule.category, strength });
    }
  }
  return hits;
}

/** How many windows beyond the first each long line gets. */
function sharesOf(lines: readonly string[], wanted: readonly number[]): Map<number, number> {
  const shares = new Map<number, number>();
  let left = MORE_WINDOWS;
  for (let k = wanted.length - 1; k >= 0 && left > 0; k--) {
    const index = wanted[k] ?? 0;
    const length = lines[index]?.length ?? 0;
    if (length <= WINDOW) continue;
    const share = Math.min(left, Math.ceil((length - WINDOW) / STEP));
    shares.set(index, share);
    left -= share;
  }
  return shares;
}

/** A mark where a window is not the line's own beginning or end, so that patterns anchored there do not match. */
const MARK = "…";

function windowsOf(line: string, more: number): string[] {
  if (line.length <= WINDOW) return [line];
  const windows = [line.slice(0, WINDOW)];
  for (let at = STEP; at < line.length - (WINDOW - STEP) && windows.length <= more; at += STEP) {
    const end = at + WINDOW;
    windows.push(`${MARK}${line.slice(at, end)}${end < line.length ? MARK : ""}`);
  }
  return windows;
}

const strongest = (found: readonly (Strength | null)[]): Strength | null =>
  found.reduce((best, one) => (one && (!best || hitWeight[one] > hitWeight[best]) ? one : best), null);

function strengthOf(rule: Rule, line: string): Strength | null {
  if (rule.verdict?.some((pattern) => pattern.test(line))) return "verdict";
  if (rule.strict.some((pattern) => pattern.test(line))) return "strict";
  return rule.generic?.some((pattern) => pattern.test(line)) ? "generic" : null;
}

/** What one hit is worth where the failing part is; see `rankCauses`. */
export const hitWeight: Record<Strength, number> = { verdict: 6, strict: 4, generic: 1 };

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
export function rankCauses(hits: readonly Hit[], closeness: (index: number) => number): Scored[] {
  const strictSeen = hits.some((hit) => hit.strength !== "generic" && closeness(hit.index) > 0.3);
  const totals = new Map<Category, { best: number; sum: number }>();
  for (const hit of hits) {
    if (strictSeen && hit.strength === "generic") continue;
    const value =
      hitWeight[hit.strength] * (hit.strength === "verdict" ? 1 : FLOOR + (1 - FLOOR) * closeness(hit.index));
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
