import { decodeTrees, scoreRow } from "../logs/model/trees.js";
import type { Trees } from "../logs/model/trees.js";
import { weights } from "./flaky-weights.js";

/** A logistic regression: the log odds are `intercept` + the weighted sum of the named values. */
export interface Linear {
  intercept: number;
  of: Readonly<Record<string, number>>;
}

export interface FlakyWeights {
  /** The columns of the trees. */
  names: readonly string[];
  /** For histories of attempts, and for those where other runs repeat a commit. */
  attempts: Linear;
  runs: Linear;
  /** As `encodeTrees` writes them. */
  trees: string;
  /** From the log odds at a first failure to those of a commit that failed before. */
  again: Linear;
}

/** A commit that failed before this line. */
export interface Seen {
  failed: number;
  passed: number;
}

export const linear = ({ intercept, of }: Linear, values: ReadonlyMap<string, number>): number => {
  let sum = intercept;
  for (const [name, value] of values) sum += value * (of[name] ?? 0);
  return sum;
};

export const column = (names: readonly string[], values: ReadonlyMap<string, number>): Float32Array =>
  Float32Array.from(names, (name) => values.get(name) ?? 0);

/**
 * Log odds that a commit which fails for the first time passes when run again: the mean of a logistic regression (one
 * for each way of repeating, mixed as the history mixes them) and of boosted trees, which err in different places.
 */
export function firstFailure(
  values: ReadonlyMap<string, number>,
  model: Pick<FlakyWeights, "names" | "attempts" | "runs">,
  trees: Trees,
): number {
  const attempts = values.get("attempts") ?? 0.5;
  const straight = attempts * linear(model.attempts, values) + (1 - attempts) * linear(model.runs, values);
  return (straight + scoreRow(trees, column(model.names, values), 0)) / 2;
}

/** What a repeated failure is judged by, beside the log odds at the first. */
export const repeated = (logOdds: number, { failed, passed }: Seen): Map<string, number> =>
  new Map([
    ["first", logOdds],
    ["failed", Math.log1p(failed)],
    ["passed", Math.log1p(passed)],
  ]);

const shipped = decodeTrees(weights.trees);

/** Probability that the commit passes when run again unchanged; `seen` is null at its first failure. */
export function passesAgain(values: ReadonlyMap<string, number>, seen: Seen | null): number {
  const first = firstFailure(values, weights, shipped);
  return 1 / (1 + Math.exp(-(seen ? linear(weights.again, repeated(first, seen)) : first)));
}
