import type { Plan } from "./plan.js";
import type { JobConclusion, JobResult, RunRequest } from "./types.js";

/** A job's result when nothing of it ran. */
export const nothing: JobResult = {
  conclusion: "skipped",
  log: "",
  annotations: [],
  summary: "",
  outputs: {},
};

/** The earlier result of a job that is not to be run again: neither named in `only` nor in need of one that is. */
export function keptResult(
  plan: Plan,
  plans: ReadonlyMap<string, Plan[]>,
  request: RunRequest,
): JobResult | undefined {
  const { only, earlier } = request;
  if (only === undefined || earlier === undefined || runsAgain(plan, plans, only)) return undefined;
  const result = earlier[plan.key] ?? earlier[plan.name];
  return result && { ...nothing, conclusion: conclusionOf(result.conclusion), outputs: result.outputs };
}

function runsAgain(plan: Plan, plans: ReadonlyMap<string, Plan[]>, only: string[]): boolean {
  if (only.includes(plan.key) || only.includes(plan.name)) return true;
  const needed = (plan.definition.needs ?? []).flatMap((need) => plans.get(need) ?? []);
  return needed.some((before) => runsAgain(before, plans, only));
}

function conclusionOf(text: string): JobConclusion {
  const known: JobConclusion[] = ["success", "failure", "cancelled", "skipped", "timed_out"];
  const found = known.find((conclusion) => conclusion === text);
  if (found === undefined) throw new Error(`unknown conclusion of an earlier job: ${text}`);
  return found;
}
