import { extentNames, extentsOf } from "../../../src/logs/line/extent.js";
import type { Additive } from "../../../src/logs/model/additive.js";
import type { PartModel } from "../../../src/logs/model/index.js";
import { scoreLines } from "../../../src/logs/failing-part.js";
import type { Candidates } from "../../../src/logs/candidates.js";
import type { LineScores } from "../../../src/logs/line-scores.js";
import type { Shortlist } from "../../../src/logs/rerank/shortlist.js";
import { candidatesOf, segmentNames } from "../../../src/logs/candidates.js";
import { spanF1 } from "../../../src/logs/choose-segment.js";
import { choiceFitter, rivalsOf } from "./rerank.js";
import { lineF1 } from "./data.js";
import { groupsOf, matrixOf } from "./folds.js";
import { fitGam, makeGam } from "./gam.js";
import { random } from "./gbdt.js";
import type { Case } from "./lines.js";
import { SOFT, lineFitter, softly } from "./lines.js";

/** The models of one fold, all but the one that needs earlier logs. */
export type Fitted = Omit<PartModel, "examples">;

/** Fits where a part ends, given its first line; `scores` were made by models that did not see the log. */
function endFitter(
  cases: readonly Case[],
  scores: readonly LineScores[],
): (skip: (log: number) => boolean) => Additive {
  const next = random(5);
  const rows: { row: Float32Array; target: number; stands: number; log: number }[] = [];
  for (const [log, { lines, ranges, features }] of cases.entries()) {
    const range = ranges[0]!;
    const input = { lines, values: features.values, width: features.width, scores: scores[log]!.inside };
    const extents = extentsOf(input, range.start, 600);
    const mine: typeof rows = [];
    for (let by = 0; by < extents.rows; by++) {
      const target = softly(spanF1({ start: range.start, end: range.start + by }, range));
      const keep = target > 0.05 || by < 40 ? 1 : 0.1;
      const row = extents.values.slice(by * extents.width, (by + 1) * extents.width);
      if (next() < keep) mine.push({ row, target, stands: 1 / keep, log });
    }
    const sum = mine.reduce((all, { target }) => all + target, 0);
    rows.push(...mine.map((one) => ({ ...one, target: one.target / sum })));
  }
  const width = extentNames.length;
  const values = matrixOf(
    rows.map(({ row }) => row),
    width,
  );
  const cells = makeGam(values, width, rows.length, 8);
  const target = Float32Array.from(rows, (one) => one.target);
  const stands = Float32Array.from(rows, (one) => one.stands);
  const groups = Int32Array.from(rows, ({ log }) => log);
  return (skip) => fitGam(cells, groupsOf(groups, skip), target, stands, { l2: 0.02, epochs: 30, rate: 0.1 });
}

/** Targets over candidates: those with the greatest line F1 share the weight. */
export function shares(f1: readonly number[]): number[] {
  const raw = f1.map((value) => Math.exp(SOFT * value) - 1);
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((value) => (sum > 0 ? value / sum : 0));
}

function segmentFitter(
  cases: readonly Case[],
  candidates: readonly Candidates[],
): (skip: (log: number) => boolean) => Additive {
  const rows: Float32Array[] = [];
  const target: number[] = [];
  const groups: number[] = [];
  const width = segmentNames.length;
  const useless = new Set<number>();
  for (const [log, { segments, values }] of candidates.entries()) {
    const f1 = segments.map((segment) => lineF1(segment, cases[log]!.ranges));
    if (f1.every((value) => value === 0)) useless.add(log);
    target.push(...shares(f1));
    for (const k of segments.keys()) {
      rows.push(values.subarray(k * width, (k + 1) * width));
      groups.push(log);
    }
  }
  const values = matrixOf(rows, width);
  const cells = makeGam(values, width, rows.length, 10);
  const even = new Float32Array(rows.length).fill(1);
  const ids = Int32Array.from(groups);
  return (skip) =>
    fitGam(
      cells,
      groupsOf(ids, (log) => useless.has(log) || skip(log)),
      Float32Array.from(target),
      even,
      { l2: 0.3, epochs: 30, rate: 0.1 },
    );
}

export interface PartFit {
  /** Models that did not see the fold's projects, by fold. */
  folds: Fitted[];
  /** Each log's candidates, and those among them that the last choice is made of, by its own fold's models. */
  candidates: Candidates[];
  rivals: Shortlist[];
  /** Models that saw everything: what ships. */
  whole(): Fitted;
}

/** Fits everything; later stages learn from what earlier stages say of logs they have not seen. */
export function fitParts(cases: readonly Case[], foldOf: (log: number) => number, folds: number): PartFit {
  const others = (fold: number) => (log: number) => foldOf(log) === fold;
  const each = Array.from({ length: folds }, (_, fold) => fold);
  const lines = lineFitter(cases);
  const lineModels = each.map((fold) => lines(others(fold)));
  const scores = cases.map((one, log) => scoreLines(one.features, lineModels[foldOf(log)]!));
  const ends = endFitter(cases, scores);
  const endModels = each.map((fold) => ends(others(fold)));
  const candidates = cases.map((one, log) =>
    candidatesOf(one.lines, one.features, scores[log]!, endModels[foldOf(log)]!),
  );
  const segments = segmentFitter(cases, candidates);
  const segmentModels = each.map((fold) => segments(others(fold)));
  const rivals = cases.map((one, log) =>
    rivalsOf(one, candidates[log]!, { segment: segmentModels[foldOf(log)]! }),
  );
  const choices = choiceFitter(cases, rivals);
  const none = (): boolean => false;
  return {
    folds: each.map((fold) => ({
      ...lineModels[fold]!,
      ends: endModels[fold]!,
      segment: segmentModels[fold]!,
      choice: choices(others(fold)),
    })),
    candidates,
    rivals,
    whole: () => ({ ...lines(none), ends: ends(none), segment: segments(none), choice: choices(none) }),
  };
}
