import { maskOf } from "../logs/examples.js";
import { unframed } from "../logs/frames.js";
import { wrappedAt } from "../logs/wrapped.js";
import type { Yielding } from "../logs/yielding.js";
import { withoutCompared } from "./context.js";
import { says } from "./lexicon.js";
import type { Rule } from "./rule.js";
import { hitWeight, type Hit, type Strength } from "./rank.js";
import { rules } from "./rules/index.js";

/** What a runner or a shell puts before a message that it says again. */
const heads = /^(?:(?:FATAL|ERROR|fatal|error|Error): )+/;
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
  const said = new Set<string>();
  const more = sharesOf(lines, wanted);
  for (const [k, index] of wanted.entries()) {
    if (k % PIECE === PIECE - 1) yield;
    const line = withoutCompared(lines[index] ?? "");
    if (line.length < 3) continue;
    const seen = windowsOf(line, more.get(index) ?? 0);
    const own = unframed(seen[0] ?? "");
    if (own !== seen[0]) seen.push(own);
    const whole = wrappedAt(lines, index);
    const place = { lines, index, inTest: inTest(index) };
    for (const rule of rules) {
      const strength =
        strongest(seen.map((part) => strengthOf(rule, part))) ?? acrossLines(rule, whole, lines[index + 1]);
      if (!strength || rule.unless?.some((condition) => condition(place))) continue;
      const key = `${rule.category} ${maskOf(own.replace(heads, ""))}`;
      hits.push({ index, category: rule.category, strength, ...(said.has(key) ? { again: true } : {}) });
      said.add(key);
    }
  }
  return hits;
}

/** Only what both lines together say: what one of them says by itself is that line's. */
function acrossLines(rule: Rule, whole: string | null, next = ""): Strength | null {
  if (whole === null) return null;
  const strength = strengthOf(rule, whole);
  if (strength !== "strict" && strength !== "verdict") return null;
  return strengthOf(rule, next) === null ? strength : null;
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
  if (rule.summary?.some((pattern) => pattern.test(line))) return "summary";
  if (rule.wrapper?.some((pattern) => pattern.test(line))) return "wrapper";
  if (rule.generic?.some((pattern) => pattern.test(line))) return "generic";
  if (says(rule.category, line)) return "general";
  return rule.hint?.some((pattern) => pattern.test(line)) ? "hint" : null;
}
