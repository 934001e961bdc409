import { z } from "zod";
import { limits } from "../core/limits.js";
import { categories, type Category } from "../diagnosis/category.js";
import { severities } from "../events/event.js";
import { patternProblem } from "./alternatives.js";
import { list } from "./list.js";
import { aboutMove, type VerifySignal } from "./moves.js";
import { parameterProblems, stepSchema, verifySchema, type Step } from "./step.js";
import { time, timeUpTo } from "./time.js";

export type { Step } from "./step.js";

const category = z.enum(categories as [Category, ...Category[]]);
const pattern = z
  .string()
  .min(1)
  .max(200)
  .superRefine((text, context) => {
    const problem = patternProblem(text);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });
const globs = z
  .union([pattern, z.array(pattern).max(50)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Runs in a row that are looked at. */
export const LONGEST_ROW = 50;

const when = z.strictObject({
  category: list(category).optional(),
  confidence: z.number().min(0).max(1).default(0.8),
  every_failed_job: z.boolean().default(false),
  kind: z.enum(["ci", "alert"]).optional(),
  /** What set the run off, in GitHub's words. */
  event: list(z.string().regex(/^[a-z_]{1,50}$/)).optional(),
  /** So many runs of this workflow and branch in a row, with this one, did not pass. */
  red_runs: z.number().int().min(2).max(LONGEST_ROW).optional(),
  severity: list(z.enum(severities)).optional(),
  repository: globs.optional(),
  workflow: globs.optional(),
  branch: globs.optional(),
  service: globs.optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const unless = z.strictObject({
  run_attempt_above: z.number().int().min(1).optional(),
  failed_jobs_above: z.number().int().min(0).optional(),
  fork: z.boolean().optional(),
});

const limited = z.strictObject({
  per_commit: z.number().int().min(1).optional(),
  per_workflow_per_day: z.number().int().min(1).optional(),
  pace: time.optional(),
  hold: timeUpTo(limits.longestHoldMs).optional(),
});
const example = z.strictObject({ event: z.string(), matches: z.boolean() });

const playbook = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "lower-case words joined by -"),
  description: z.string().min(10).max(300),
  when,
  unless: unless.default({}),
  risk: z.enum(["low", "medium", "high"]),
  steps: z
    .array(stepSchema)
    .min(1, "one step at least")
    .max(5, "at most 5 steps: more is a workflow of your own"),
  verify: verifySchema,
  limits: limited.default({}),
  otherwise: z.enum(["escalate", "ignore"]).default("escalate"),
  examples: z.array(example).default([]),
});

/** By what a step is judged; null: by nothing that can follow its move. */
function signalFor({ action, verify: own }: Step, verify: { signal: VerifySignal }): VerifySignal | null {
  const fit = aboutMove[action].signals;
  if (own) return fit.includes(own.signal) ? own.signal : null;
  return fit.find((signal) => signal === verify.signal) ?? fit.find((signal) => signal === "made") ?? null;
}

export const playbookSchema = playbook.superRefine(({ steps, verify, when: { kind } }, context) => {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  let judged = false;
  for (const [i, step] of steps.entries()) {
    for (const { path, message } of parameterProblems(step)) refuse(["steps", i, path], message);
    const signal = signalFor(step, verify);
    const place = step.verify ? ["steps", i, "verify", "signal"] : ["verify", "signal"];
    if (signal === null)
      refuse(place, `${step.action} is verified by ${aboutMove[step.action].signals.join(" or ")}`);
    else if (kind === "ci" && signal === "alert_resolved")
      refuse(place, "a failure of CI has no alert; write workflow_run");
    judged ||= signal === verify.signal;
  }
  const [first] = steps;
  if (!judged && first) refuse(["verify", "signal"], `no step is verified by ${verify.signal}`);
});

/** How a step of a playbook that was accepted is judged. */
export const verificationOf = (
  playbook: Pick<Playbook, "verify">,
  step: Step,
): { signal: VerifySignal; within: number } => ({
  signal: signalFor(step, playbook.verify) ?? playbook.verify.signal,
  within: step.verify?.within ?? playbook.verify.within,
});

export type Playbook = z.output<typeof playbookSchema> & {
  /** A repository's own playbook goes before a shipped one that matches too. */
  origin: "shipped" | "repository";
};
