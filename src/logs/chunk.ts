import type { Course } from "./steps.js";

/** Indexes of the first and last line, both inside. */
export interface Span {
  start: number;
  end: number;
}

const strong =
  /\b(?:error|fail(?:ed|ure|ures|ing)?|fatal|exception|panic|traceback|cannot|undefined|not found|denied|refused|abort(?:ed)?)\b/i;
const weak = /\bwarn(?:ing)?\b|\b0 (?:errors?|fail)/i;

/** How much a line looks like the cause, by its words alone; 0 is nothing. */
export const wordScore = (line: string): number => (strong.test(line) ? (weak.test(line) ? 0.3 : 1) : 0);

/** The part of the log that shows why the job failed; `null` when nothing looks like it. */
export function chunkOf(
  lines: readonly string[],
  course: Course,
  hits: ReadonlyMap<number, number>,
): Span | null {
  const step = course.failed[0];
  const from = step?.start ?? 0;
  const to = Math.min(step?.saidAt ?? course.cleanup, lines.length) - 1;
  let seed = -1;
  let best = 0;
  for (let i = from; i <= to; i++) {
    const score =
      (hits.get(i) ?? 0) + wordScore(lines[i] ?? "") * (0.5 + (0.5 * (i - from)) / (to - from + 1));
    if (score > best) [best, seed] = [score, i];
  }
  if (seed < 0)
    return step?.saidAt === undefined ? null : { start: Math.max(from, step.saidAt - 5), end: step.saidAt };
  const span = { start: seed, end: seed };
  const joins = (i: number): boolean =>
    i >= from &&
    i <= to &&
    (hits.has(i) || wordScore(lines[i] ?? "") > 0 || /^\s{2,}\S|^\s{0,8}at /.test(lines[i] ?? ""));
  while (joins(span.start - 1)) span.start--;
  while (joins(span.end + 1) || joins(span.end + 2)) span.end++;
  return span;
}
