/** A logistic regression: the log odds are `intercept` + the weighted sum of the values, in the order of `of`. */
export interface Linear {
  intercept: number;
  of: readonly number[];
}

export interface FlakyWeights {
  /** What the columns are, in order. */
  names: readonly string[];
  /** For histories of attempts, and for those where other runs repeat a commit. */
  attempts: Linear;
  runs: Linear;
  /** As `encodeTrees` writes them. */
  trees: string;
  /** From what `repeated` gives to the log odds of a commit that failed before. */
  again: Linear;
}
