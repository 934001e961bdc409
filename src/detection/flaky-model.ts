import { decodeTrees, scoreRow } from "../logs/model/trees.js";
import type { Trees } from "../logs/model/trees.js";
import type { FlakyWeights, Linear } from "./flaky-parameters.js";
import { weights } from "./flaky-weights.js";

/** A commit that failed before this line. */
export interface CommitHistory {
  failed: number;
  passed: number;
}

export const linear = ({ intercept, of }: Linear, values: ArrayLike<number>): number =>
  of.reduce((sum, weight, i) => sum + weight * values[i]!, intercept);

export const columns = (names: readonly string[], values: ReadonlyMap<string, number>): Float32Array =>
  Float32Array.from(names, (name) => values.get(name)!);

/**
 * Log odds that a commit which fails for the first time passes when run again: the mean of a logistic regression (one
 * for each way of repeating, mixed as the history mixes them) and of boosted trees, which err in different places.
 */
export function firstFailure(
  values: ReadonlyMap<string, number>,
  { names, attempts, runs }: Pick<FlakyWeights, "names" | "attempts" | "runs">,
  trees: Trees,
): number {
  const row = columns(names, values);
  const share = values.get("attempts")!;
  const straight = share * linear(attempts, row) + (1 - share) * linear(runs, row);
  return (straight + scoreRow(trees, row, 0)) / 2;
}

/** What a repeated failure is judged by, beside the log odds at the first. */
export const repeated = (logOdds: number, { failed, passed }: CommitHistory): number[] => [
  logOdds,
  Math.log1p(failed),
  Math.log1p(passed),
];

const shipped = decodeTrees(weights.trees);

/** Probability that the commit passes when run again unchanged; `seen` is null at its first failure. */
export function passProbability(values: ReadonlyMap<string, number>, seen: CommitHistory | null): number {
  const first = firstFailure(values, weights, shipped);
  return 1 / (1 + Math.exp(-(seen ? linear(weights.again, repeated(first, seen)) : first)));
}
