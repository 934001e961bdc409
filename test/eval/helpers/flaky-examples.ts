import { classifyRun, newRunHistory, threshold } from "../../../src/detection/flaky.js";
import type { ScoredRun } from "../../../src/detection/flaky.js";
import type { Judged as Verdict } from "./reruns.js";
import { balancedAccuracy, f1, rerunHistory } from "./reruns.js";

export const KINDS = ["attempt", "same_sha_run"] as const;
export type Kind = (typeof KINDS)[number];

/** A failing line of a commit whose outcome is known. */
export interface FlakyExample extends ScoredRun {
  kind: Kind;
  repo: string;
  /** A later line of the commit passed. */
  truth: boolean;
  first: boolean;
  /** The base rate the history knew. */
  base: number;
}

/** All failing lines of one kind of recorded reruns, with what they are judged by. */
export function flakyExamples(kind: Kind): FlakyExample[] {
  const history = newRunHistory();
  const all: FlakyExample[] = [];
  for (const { line, first, label, passesLater } of rerunHistory(kind))
    classifyRun(history, line, (judged) => {
      if (label !== "flaky" && label !== "persistent") return;
      const base = 1 / (1 + Math.exp(-judged.values.get("base")!));
      all.push({ ...judged, kind, repo: line.repo, truth: passesLater, first, base });
    });
  return all;
}

export interface Scored {
  truth: boolean;
  base: number;
  /** Probability of flaky. */
  p: number;
}

/** F1 and balanced accuracy at the product's threshold, and the area under the curve. */
export function score(scored: readonly Scored[]): { f1: number; balanced: number; area: number } {
  const judged = scored.map(({ truth, p, base }): Verdict => ({ truth, said: p >= threshold(base) }));
  return { f1: f1(judged), balanced: balancedAccuracy(judged), area: area(scored) };
}

/** Share of pairs of a flaky and a persistent one that are in order (Mann and Whitney's U). */
function area(scored: readonly Scored[]): number {
  const order = scored.toSorted((a, b) => a.p - b.p);
  let below = 0;
  let pairs = 0;
  for (const { truth } of order) {
    if (truth) pairs += below;
    else below++;
  }
  return pairs / (below * (order.length - below));
}
