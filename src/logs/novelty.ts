import type { Segment } from "./candidates.js";
import { maskOf } from "./examples.js";

/** Lines from a suspicious one within which a new line counts in full. */
const NEAR = 15;
/** What a new line far from anything suspicious counts: downloads and times differ between any two runs. */
const FAR_VALUE = 0.2;

/** Which lines of a failed log are new against a passing one, compared by what does not change from run to run. */
export function novelty(lines: readonly string[], baseline: readonly string[]): Uint8Array {
  const known = new Set(baseline.map(maskOf));
  return Uint8Array.from(lines, (line) => {
    const mask = maskOf(line);
    return mask === "" || known.has(mask) ? 0 : 1;
  });
}

/**
 * The stretch in which new lines outweigh known ones the most (Bentley's maximum subarray); blank lines weigh nothing.
 * `suspicious` tells which lines look like trouble. `null` when nothing is new.
 */
export function novelPart(
  lines: readonly string[],
  fresh: Uint8Array,
  suspicious: (index: number) => boolean,
): Segment | null {
  const near = new Uint8Array(lines.length);
  for (let i = 0; i < lines.length; i++) if (suspicious(i)) near.fill(1, Math.max(0, i - NEAR), i + NEAR + 1);
  let best = 0;
  let part: Segment | null = null;
  let sum = 0;
  let start = 0;
  for (let i = 0; i < lines.length; i++) {
    if (sum <= 0) {
      sum = 0;
      start = i;
    }
    if (lines[i]!.trim() !== "") sum += fresh[i] === 1 ? (near[i] === 1 ? 1 : FAR_VALUE) : -1;
    if (sum > best) {
      best = sum;
      part = { start, end: i };
    }
  }
  if (!part) return null;
  while (part.start < part.end && fresh[part.start] === 0) part.start++;
  return part;
}
