import { returnFloats } from "./line/buffer.js";
import type { Features } from "./line/features.js";
import { featuresIn } from "./line/features.js";
import type { PartModel } from "./model/index.js";
import { partModel } from "./model/index.js";
import { scoreAdditive } from "./model/additive.js";
import { logistic, scoreRow } from "./model/trees.js";
import { exampleNames, profileOf, ExampleSimilarity } from "./examples.js";
import type { ExampleProfile } from "./examples.js";
import { featureNames } from "./line/features.js";
import { novelPart, novelty } from "./novelty.js";
import type { Yielding } from "./yielding.js";
import { runAtOnce } from "./yielding.js";
import type { Shortlist } from "./rerank/shortlist.js";
import { scoreShortlist, shortlistIn } from "./rerank/shortlist.js";
import type { Candidates, Segment } from "./candidates.js";
import type { ChosenSegment } from "./choose-segment.js";
import type { LineScores } from "./line-scores.js";
import { candidatesIn } from "./candidates.js";
import { chooseSegment, bestSegment } from "./choose-segment.js";
import type { LogLines } from "./text.js";
import { jobStepsOf } from "./steps.js";
import type { JobSteps } from "./steps.js";

/** Share of the inside model in the start score: from cross-validation (MODEL.md). */
const INSIDE_SHARE = 0.3;

export interface FailingPart {
  span: Segment | null;
  /** What the first look alone takes for it: sooner the line that says the cause than all that belongs to it. */
  glance: Segment | null;
  /** 0..1, how sure the choice of the span is: the weight of the candidates that overlap it by half or more. */
  certainty: number;
  /** How much each line looks like a part of the cause: log odds, comparable within the log. */
  worth: Float32Array;
  /** Other parts that were weighed, the likeliest first; none where a person or another log has said which it is. */
  others: readonly Segment[];
}

/** What else is known besides the log itself. Lines are cleaned. */
export interface Hints {
  /** A passing run of the same job. */
  baseline?: readonly string[];
  /** Earlier failures of the same project. */
  lessons?: readonly ExampleProfile[];
}

export type LineModels = Pick<PartModel, "inside" | "start" | "trees">;

/** What the line models say of each line of a log. */
export const scoreLines = (features: Features, model: LineModels): LineScores =>
  runAtOnce(scoresIn(features, model));

function* scoresIn(features: Features, model: LineModels): Yielding<LineScores> {
  const { rows, width, values } = features;
  const scores = {
    inside: new Float32Array(rows),
    start: new Float32Array(rows),
    trees: new Float32Array(rows),
  };
  for (let i = 0; i < rows; i++) {
    if (i % 2_000 === 1_999) yield;
    scores.inside[i] = scoreAdditive(model.inside, values, i * width);
    scores.start[i] = scoreAdditive(model.start, values, i * width) + INSIDE_SHARE * scores.inside[i]!;
    scores.trees[i] = scoreRow(model.trees, values, i * width);
  }
  return scores;
}

/** The part of a log that says why the job failed, and how much every line looks like it. */
export function* findFailingPart(
  log: LogLines,
  course: JobSteps,
  hints: Hints = {},
  model: PartModel = partModel(),
): Yielding<FailingPart> {
  const { lines, ansi } = log;
  if (lines.length === 0)
    return { span: null, glance: null, certainty: 0, worth: new Float32Array(0), others: [] };
  const features = yield* featuresIn(lines, ansi, course);
  try {
    return yield* partIn(lines, course, hints, model, features);
  } finally {
    returnFloats(features.values);
  }
}

function* partIn(
  lines: readonly string[],
  course: JobSteps,
  hints: Hints,
  model: PartModel,
  features: Features,
): Yielding<FailingPart> {
  const scores = yield* scoresIn(features, model);
  const worth = lineScore(scores);
  if (hints.lessons && hints.lessons.length > 0) {
    const chosen = yield* taught(lines, features, scores, hints.lessons, model);
    if (chosen) {
      const { segment: span, certainty } = chosen;
      return { span, glance: span, certainty, worth, others: [] };
    }
  }
  if (hints.baseline) {
    const fresh = novelty(lines, hints.baseline);
    const trouble = featureNames.indexOf("trouble");
    const span = novelPart(lines, fresh, (i) => features.values[i * features.width + trouble] === 1);
    if (span)
      return {
        span,
        glance: span,
        certainty: 0.8,
        worth: worth.map((w, i) => w + (fresh[i] === 1 ? NEW_LINE : 0)),
        others: [],
      };
  }
  const candidates = yield* candidatesIn(lines, features, scores, model.ends);
  const rivals = yield* shortlistIn(lines, features, course, candidates, model.segment);
  const chosen = chooseCandidate(rivals, model);
  const glance = chooseSegment(candidates, model.segment, GLANCE_SHARPNESS)?.segment ?? null;
  const others = byScore(rivals, model);
  return { span: chosen?.segment ?? null, glance, certainty: chosen?.certainty ?? 0, worth, others };
}

function byScore({ segments, ...rest }: Shortlist, { choice }: Pick<PartModel, "choice">): Segment[] {
  const scores = scoreShortlist({ segments, ...rest }, choice);
  return segments
    .map((segment, k) => ({ segment, score: scores[k]! }))
    .sort((a, b) => b.score - a.score)
    .map(({ segment }) => segment);
}

/** How much the looks at the candidates are trusted, from cross-validation (MODEL.md): above 1 the best one counts more. */
const SHARPNESS = 0.7;
const GLANCE_SHARPNESS = 2;

/** The part that both looks at the candidates expect most of. */
export const chooseCandidate = (
  rivals: Shortlist,
  { choice }: Pick<PartModel, "choice">,
): ChosenSegment | null =>
  bestSegment(
    rivals.segments,
    scoreShortlist(rivals, choice).map((score) => SHARPNESS * score),
  );

/** Log odds that a line gains by not standing in the passing run's log. */
const NEW_LINE = 3;
/** Candidates with lessons: theirs come on top of the models'. */
const TAUGHT_LIMIT = 320;
const TAUGHT_SHARPNESS = 3;

function* taught(
  lines: readonly string[],
  features: Features,
  scores: LineScores,
  lessons: readonly ExampleProfile[],
  model: PartModel,
): Yielding<ChosenSegment | null> {
  const like = new ExampleSimilarity(lines, features, lessons);
  const candidates = yield* candidatesIn(lines, features, scores, model.ends, TAUGHT_LIMIT, like.proposals());
  return chooseSegment(exampleRows(candidates, like, model), model.examples, TAUGHT_SHARPNESS);
}

/** The candidates with what the lessons say of them in place of their own features. */
export function exampleRows(
  candidates: Candidates,
  like: ExampleSimilarity,
  model: Pick<PartModel, "segment">,
): Candidates {
  const { segments, width: own, values: rows } = candidates;
  const base = segments.map((_, k) => scoreAdditive(model.segment, rows, k * own));
  const order = [...base.keys()].sort((a, b) => base[b]! - base[a]!);
  const rank = new Map(order.map((k, place) => [k, place]));
  const top = base[order[0] ?? 0] ?? 0;
  const width = exampleNames.length;
  const values = new Float32Array(segments.length * width);
  for (const [k, segment] of segments.entries())
    values.set(like.rowOf(segment, base[k]! - top, Math.log2(1 + (rank.get(k) ?? 0))), k * width);
  return { segments, width, values };
}

/** What an earlier log teaches; `start` and `end` are indexes of its lines, both inside. */
export function learnExample(log: LogLines, part: Segment): ExampleProfile {
  const features = runAtOnce(featuresIn(log.lines, log.ansi, jobStepsOf(log.lines)));
  return profileOf({ lines: log.lines, features, part });
}

/** Both line models together: they err on different logs. */
export function lineScore({ inside, trees }: LineScores): Float32Array {
  let top = -Infinity;
  for (const s of inside) top = Math.max(top, s);
  return inside.map((s, i) => s - top + 2 * logistic(trees[i]!));
}
