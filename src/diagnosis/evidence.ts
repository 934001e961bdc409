import type { Yielding } from "../logs/yielding.js";
import { flag, readKeywords, keywordFlags } from "../logs/line/keywords.js";
import type { FailingPart } from "../logs/failing-part.js";
import { unframed } from "../logs/frames.js";
import { nestedIn } from "../logs/reports/nested-names.js";
import { namedTest } from "../logs/test-names.js";
import { testCategories, type Category } from "./category.js";
import type { Hit, Strength } from "./rank.js";
import { salienceOf } from "./line-salience.js";

/** What a rule's hit makes of a line, on the scale of `salienceOf`: for the answer's cause, and for any other. */
const forCause: Record<Strength, number> = {
  verdict: 3.9,
  strict: 5.0,
  summary: 3.6,
  wrapper: 2.4,
  generic: 2,
  general: 3.3,
  learned: 3.6,
  hint: 2,
};
const forOther: Record<Strength, number> = {
  verdict: 2,
  strict: 3,
  summary: 2,
  wrapper: 1,
  generic: 1,
  general: 0.5,
  learned: 0.5,
  hint: 0.5,
};
/** A line that names the failing test, where tests are the cause. */
const NAMED = 4.9;
/** A line that says the cause in a tool's last words. */
const BOTH = 0.2;
/** What a line still tells that stands outside of the step that ended the job, or that failed as expected. */
const ELSEWHERE = 0.3;
/** The same for how much a line looks like a failing part, in log odds. */
const AWAY = 3;
/** What a line loses that another tool's frame stands around. */
const FRAMED = 0.7;
/** What a line loses that says again what another has said. */
const REPEATED = 0.7;
const SHOWN = 200;
/** Lines between two turns of the event loop. */
const PIECE = 1_000;

const empty = [flag("blank"), flag("rule")];

interface Ranking {
  lines: readonly string[];
  /** How much a line counts where it stands. */
  counts: (index: number) => number;
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

function* bySpeech({ lines, counts, part, hits, category }: Ranking): Yielding<number[]> {
  const rule = new Float64Array(lines.length);
  for (const { index, category: cause, strength, again } of hits)
    rule[index] = Math.max(
      rule[index]!,
      (cause === category ? forCause : forOther)[strength] - (again ? REPEATED : 0),
    );
  const closing = new Set(
    hits
      .filter(({ category: cause, strength }) => cause === category && isClosing(strength))
      .map(({ index }) => index),
  );
  const values = new Float64Array(lines.length);
  const ofTests = testCategories.has(category);
  const { leaves, suites } = ofTests ? nestedNames(lines) : noNames;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    const own = unframed(line);
    const said = Math.max(salienceOf(line), own === line ? 0 : salienceOf(own) - FRAMED);
    const named = leaves.has(i) || (ofTests && !suites.has(i) && namedTest(own) !== null) ? NAMED : 0;
    const most = Math.max(said, rule[i]!, named) + (said > 0 && rule[i]! > 4 ? BOTH : 0);
    const value = closing.has(i) ? Math.min(most, forCause.summary) : most;
    const inside = part.glance && i >= part.glance.start && i <= part.glance.end ? 0.2 : 0;
    const looks = Math.max(-6, Math.min(2, part.worth[i]!)) / 20;
    // Of lines that say the same kind of thing the last is the one that the tool gave up on.
    if (value > 0)
      values[i] =
        (ELSEWHERE + (1 - ELSEWHERE) * counts(i)) * (value + inside + looks + (0.6 * i) / lines.length);
  }
  return best(values, (i) => values[i]! > 0);
}

const noNames = { leaves: new Set<number>(), suites: new Set<number>() };

/** Where failures are listed by their suites, a line each: the test's own lines, and the ones above them. */
function nestedNames(lines: readonly string[]): typeof noNames {
  const found = { leaves: new Set<number>(), suites: new Set<number>() };
  for (let i = 0; i < lines.length; i++) {
    const nested = nestedIn(lines, i);
    if (!nested) continue;
    for (let k = i; k < nested.at; k++) found.suites.add(k);
    found.leaves.add(nested.at);
  }
  return found;
}

/** A tool that closes its report, or wraps another, says that something failed: the reason stands above. */
const isClosing = (strength: Strength): boolean => strength === "summary" || strength === "wrapper";

function byLikeness({ lines, counts, part }: Ranking): number[] {
  const flags = new Float32Array(keywordFlags.length);
  const inside = (i: number): number => (part.span && i >= part.span.start && i <= part.span.end ? 1 : 0);
  const values = Float64Array.from(part.worth, (w, i) => w + inside(i) - AWAY * (1 - counts(i)));
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
