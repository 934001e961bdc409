import { toValue, type Scope, type Value } from "./expressions/index.js";
import type { Needs } from "./job-state.js";
import type { JobConclusion } from "./types.js";

/** How a job of the workflow ended, all of its matrix taken together; what `needs` shows. */
export interface Ended {
  result: "success" | "failure" | "cancelled" | "skipped";
  outputs: Record<string, string>;
}

export const isFailure = (conclusion: JobConclusion): boolean =>
  conclusion === "failure" || conclusion === "timed_out";

/** One result for all jobs of a matrix: the worst; of outputs the last non-empty one counts. */
export function together(results: { conclusion: JobConclusion; outputs: Record<string, string> }[]): Ended {
  const has = (conclusion: JobConclusion) => results.some((one) => one.conclusion === conclusion);
  const outputs: Record<string, string> = {};
  for (const one of results) {
    for (const [name, value] of Object.entries(one.outputs)) if (value !== "") outputs[name] = value;
  }
  if (results.some((one) => isFailure(one.conclusion))) return { result: "failure", outputs };
  if (has("cancelled")) return { result: "cancelled", outputs };
  return { result: has("success") ? "success" : "skipped", outputs };
}

/**
 * The scope of a job's own expressions: `if`, matrix, name. `before` are the results of all jobs before it:
 * success() and failure() look at these, not only at those it needs directly.
 */
export const jobScope = (
  contexts: Record<string, Value>,
  needs: Needs,
  before: string[],
  cancelled: boolean,
): Scope => ({
  contexts: { ...contexts, needs: toValue(needs) },
  status: () => (cancelled ? "cancelled" : statusOf(before)),
  hashFiles: () => "",
});

function statusOf(results: string[]): "success" | "failure" | "skipped" {
  if (results.includes("failure")) return "failure";
  return results.every((result) => result === "success") ? "success" : "skipped";
}
