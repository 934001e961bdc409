import { exampleNames, profileOf, ExampleSimilarity } from "../../../src/logs/examples.js";
import type { Additive } from "../../../src/logs/model/additive.js";
import { scoreLines, exampleRows } from "../../../src/logs/failing-part.js";
import type { Candidates, Segment } from "../../../src/logs/candidates.js";
import { candidatesOf } from "../../../src/logs/candidates.js";
import { lineF1 } from "./data.js";
import { groupsOf, matrixOf } from "./folds.js";
import { fitGam, makeGam } from "./gam.js";
import type { Case } from "./lines.js";
import type { Fitted } from "./parts.js";
import { shares } from "./parts.js";

/** A log of a project after `known` earlier ones. */
export interface Episode {
  project: string;
  known: number;
  candidates: Candidates;
  ranges: readonly Segment[];
}

const MOST_KNOWN = 5;
const LOGS_A_PROJECT = 8;

/** Every log of a project with up to five labelled ones before it, in the order of the builds. */
export function episodesOf(cases: readonly Case[], modelOf: (project: string) => Fitted): Episode[] {
  const byProject = new Map<string, Case[]>();
  for (const one of cases) byProject.set(one.project, [...(byProject.get(one.project) ?? []), one]);
  const episodes: Episode[] = [];
  for (const [project, logs] of byProject) {
    const model = modelOf(project);
    const inTime = logs.sort((a, b) => a.build - b.build).slice(0, LOGS_A_PROJECT);
    const lessons = inTime.map(({ lines, features, ranges }) =>
      profileOf({ lines, features, part: ranges[0]! }),
    );
    for (const [t, { lines, features, ranges }] of inTime.entries()) {
      if (t === 0) continue;
      const like = new ExampleSimilarity(lines, features, lessons.slice(Math.max(0, t - MOST_KNOWN), t));
      const scores = scoreLines(features, model);
      const candidates = candidatesOf(lines, features, scores, model.ends, 320, like.proposals());
      episodes.push({ project, known: t, candidates: exampleRows(candidates, like, model), ranges });
    }
  }
  return episodes;
}

/** Learns how to weigh what earlier logs say from the episodes that `skip` leaves in. */
export function lessonFitter(episodes: readonly Episode[]): (skip: (project: string) => boolean) => Additive {
  const width = exampleNames.length;
  const rows: Float32Array[] = [];
  const target: number[] = [];
  const groups: number[] = [];
  const useless = new Set<number>();
  for (const [k, { candidates, ranges }] of episodes.entries()) {
    const f1 = candidates.segments.map((segment) => lineF1(segment, ranges));
    if (f1.every((value) => value === 0)) useless.add(k);
    target.push(...shares(f1));
    for (const at of candidates.segments.keys()) {
      rows.push(candidates.values.subarray(at * width, (at + 1) * width));
      groups.push(k);
    }
  }
  const cells = makeGam(matrixOf(rows, width), width, rows.length, 12);
  const even = new Float32Array(rows.length).fill(1);
  return (skip) =>
    fitGam(
      cells,
      groupsOf(Int32Array.from(groups), (k) => useless.has(k) || skip(episodes[k]!.project)),
      Float32Array.from(target),
      even,
      { l2: 0.05, epochs: 40, rate: 0.1 },
    );
}
