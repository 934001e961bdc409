import { diagnoseLogs } from "../../../src/diagnosis/diagnose-logs.js";
import { partModel } from "../../../src/logs/model/index.js";
import { chooseCandidate } from "../../../src/logs/failing-part.js";
import { chooseSegment } from "../../../src/logs/choose-segment.js";
import { lineF1, logchunks, rawOf } from "../fit/data.js";
import { foldsOf } from "../fit/folds.js";
import { episodesOf, lessonFitter } from "../fit/lessons.js";
import type { Case } from "../fit/lines.js";
import { caseOf } from "../fit/lines.js";
import type { PartFit } from "../fit/parts.js";
import { fitParts } from "../fit/parts.js";
import type { Row } from "../row.js";

const FOLDS = 8;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

interface Run {
  cases: Case[];
  folds: Map<string, number>;
  fit: PartFit;
}

let run: Run | undefined;

/** Fitted once for all rows: the shipped weights have seen these logs, so they cannot be measured on them. */
function fitted(): Run {
  if (run) return run;
  const cases = logchunks().map(caseOf);
  const folds = foldsOf(
    cases.map(({ project }) => project),
    FOLDS,
  );
  return (run = { cases, folds, fit: fitParts(cases, (log) => folds.get(cases[log]!.project)!, FOLDS) });
}

const data = `logchunks/dev, ${FOLDS} folds by project`;

export const rows: readonly Row[] = [
  {
    work: "failing part, one log, nothing learned of the project",
    data,
    metric: "mean line F1",
    floor: 0.13,
    published: null,
    reach: 0.5,
    run: async () => {
      const { cases, folds, fit } = fitted();
      const f1 = cases.map(({ project, ranges }, log) =>
        lineF1(chooseCandidate(fit.rivals[log]!, fit.folds[folds.get(project)!]!)?.segment ?? null, ranges),
      );
      return mean(f1);
    },
  },
  {
    work: "some labelled line in evidence (200) or chunk",
    data,
    metric: "share of logs",
    floor: null,
    published: 0.885,
    reach: 0.97,
    run: async () => {
      const { cases, folds, fit } = fitted();
      const hits = cases.map(({ id, project, ranges }) => {
        const model = { ...fit.folds[folds.get(project)!]!, examples: partModel().examples };
        const { evidence, chunk } = diagnoseLogs({ text: rawOf(id) }, { evidence: 200, model });
        const inside = (line: number): boolean =>
          ranges.some(({ start, end }) => line - 1 >= start && line - 1 <= end);
        const overlaps = chunk
          ? lineF1({ start: chunk.start_line - 1, end: chunk.end_line - 1 }, ranges) > 0
          : false;
        return Number(overlaps || evidence.some(({ line }) => inside(line)));
      });
      return mean(hits);
    },
  },
  {
    work: "failing part, first 1..5 logs of the project known",
    data,
    metric: "mean line F1",
    floor: null,
    published: 0.51,
    reach: 0.65,
    run: async () => {
      const { cases, folds, fit } = fitted();
      const episodes = episodesOf(cases, (project) => fit.folds[folds.get(project)!]!);
      const learn = lessonFitter(episodes);
      const models = Array.from({ length: FOLDS }, (_, fold) =>
        learn((project) => folds.get(project) === fold),
      );
      const counted = episodes.filter(({ known }) => known <= 5);
      return mean(
        counted.map(({ project, candidates, ranges }) =>
          lineF1(chooseSegment(candidates, models[folds.get(project)!]!, 3)?.segment ?? null, ranges),
        ),
      );
    },
  },
];
