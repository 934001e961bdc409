import { runAtOnce } from "../../../src/logs/yielding.js";
import type { Additive } from "../../../src/logs/model/additive.js";
import type { PartModel } from "../../../src/logs/model/index.js";
import { rerankFeatureNames } from "../../../src/logs/rerank/features.js";
import type { Shortlist } from "../../../src/logs/rerank/shortlist.js";
import { shortlistIn } from "../../../src/logs/rerank/shortlist.js";
import type { Candidates } from "../../../src/logs/candidates.js";
import { jobStepsOf } from "../../../src/logs/steps.js";
import { lineF1 } from "./data.js";
import { groupsOf, matrixOf } from "./folds.js";
import { fitGain, makeGam } from "./gam.js";
import type { Case } from "./lines.js";

/** The candidates of a log that the second look chooses among. */
export const rivalsOf = (
  one: Case,
  candidates: Candidates,
  { segment }: Pick<PartModel, "segment">,
): Shortlist => runAtOnce(shortlistIn(one.lines, one.features, jobStepsOf(one.lines), candidates, segment));

/** Fits the second look: what it adds to the first so that the line F1 to expect is greatest. */
export function choiceFitter(
  cases: readonly Case[],
  rivals: readonly Shortlist[],
): (skip: (log: number) => boolean) => Additive {
  const width = rerankFeatureNames.length;
  const rows: Float32Array[] = [];
  const gain: number[] = [];
  const offset: number[] = [];
  const groups: number[] = [];
  const useless = new Set<number>();
  for (const [log, { segments, values, first }] of rivals.entries()) {
    const f1 = segments.map((segment) => lineF1(segment, cases[log]!.ranges));
    if (f1.every((value) => value === 0)) useless.add(log);
    gain.push(...f1);
    offset.push(...first);
    for (const k of segments.keys()) {
      rows.push(values.subarray(k * width, (k + 1) * width));
      groups.push(log);
    }
  }
  const cells = makeGam(matrixOf(rows, width), width, rows.length, 6);
  const ids = Int32Array.from(groups);
  return (skip) =>
    fitGain(
      cells,
      groupsOf(ids, (log) => useless.has(log) || skip(log)),
      Float32Array.from(gain),
      Float32Array.from(offset),
      { l2: 10, epochs: 50, rate: 0.1 },
    );
}
