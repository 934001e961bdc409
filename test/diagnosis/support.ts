/** The log of a job whose only step failed after saying `lines`; the first of them is line 4. */
export const failedStep = (...lines: string[]): string =>
  [
    "##[group]Run npm ci",
    "npm ci",
    "##[endgroup]",
    ...lines,
    "##[error]Process completed with exit code 1.",
    "",
  ].join("\n");
