import type { Features } from "../../../src/logs/line/features.js";
import { featureNames, featuresOf } from "../../../src/logs/line/features.js";
import type { LineModels } from "../../../src/logs/failing-part.js";
import { spanF1 } from "../../../src/logs/choose-segment.js";
import { jobStepsOf } from "../../../src/logs/steps.js";
import type { Labelled } from "./data.js";
import { groupsOf, matrixOf } from "./folds.js";
import { fitGam, makeGam } from "./gam.js";
import { bin, fitTrees, random } from "./gbdt.js";

export interface Case extends Labelled {
  features: Features;
}

export const caseOf = (log: Labelled): Case => ({
  ...log,
  features: featuresOf(log.lines, log.paint, jobStepsOf(log.lines)),
});

/** How quickly a wrong first or last line loses: the target falls with `exp(-SOFT * (1 - F1))`. */
export const SOFT = 8;
export const softly = (f1: number): number => Math.exp(-SOFT * (1 - f1));

interface Pick {
  log: number;
  row: Float32Array;
  inside: number;
  /** Weight for the trees: long parts count less a line. */
  weight: number;
  /** Real lines that the sampled one stands for. */
  stands: number;
  first: number;
}

/** Lines of all logs: every line near a label, fewer of the rest. */
function sample(cases: readonly Case[]): Pick[] {
  const next = random(3);
  const trouble = featureNames.indexOf("trouble");
  const picks: Pick[] = [];
  for (const [log, { lines, ranges, features }] of cases.entries()) {
    const size = ranges.reduce((n, range) => n + range.end - range.start + 1, 0);
    for (let i = 0; i < lines.length; i++) {
      const at = i * features.width;
      const inside = ranges.some(({ start, end }) => i >= start && i <= end);
      const within = (by: number): boolean =>
        ranges.some(({ start, end }) => i >= start - by && i <= end + by);
      const first = ranges.reduce(
        (sum, range) =>
          sum +
          (i > range.end || i < range.start - 40 ? 0 : softly(spanF1({ start: i, end: range.end }, range))),
        0,
      );
      const far = within(30) ? 0.4 : features.values[at + trouble] === 1 ? 0.25 : 0.03;
      const keep = first > 0.3 ? 1 : inside ? Math.min(1, 120 / size) : within(8) || first > 0.02 ? 1 : far;
      if (next() >= keep) continue;
      const weight = (inside ? 3 / Math.sqrt(size) : 0.3) / keep;
      const row = features.values.slice(at, at + features.width);
      picks.push({ log, row, inside: Number(inside), weight, stands: 1 / keep, first });
    }
  }
  return picks;
}

/** Learns the three line models from the logs that `skip` leaves in. */
export function lineFitter(cases: readonly Case[]): (skip: (log: number) => boolean) => LineModels {
  const picks = sample(cases);
  const width = featureNames.length;
  const values = matrixOf(
    picks.map(({ row }) => row),
    width,
  );
  const cells = makeGam(values, width, picks.length, 8);
  const binned = bin(values, width, picks.length);
  const column = (of: (pick: Pick) => number): Float32Array => Float32Array.from(picks, of);
  const share = (of: (pick: Pick) => number): Float32Array => {
    const sums = new Float64Array(cases.length);
    for (const pick of picks) sums[pick.log]! += of(pick);
    return column((pick) => of(pick) / sums[pick.log]!);
  };
  const groups = Int32Array.from(picks, ({ log }) => log);
  const stands = column((pick) => pick.stands);
  const inside = share((pick) => pick.inside * pick.stands);
  const first = share((pick) => pick.first);
  return (skip) => {
    const rows = groupsOf(groups, skip);
    const use = Int32Array.from(rows.flat().sort((a, b) => a - b));
    return {
      inside: fitGam(cells, rows, inside, stands, { l2: 0.03, epochs: 30, rate: 0.1 }),
      start: fitGam(cells, rows, first, stands, { l2: 0.1, epochs: 30, rate: 0.1 }),
      trees: fitTrees(
        binned,
        column((pick) => pick.inside),
        column((pick) => pick.weight),
        use,
        { trees: 60, depth: 4, columns: 0.3 },
      ),
    };
  };
}
