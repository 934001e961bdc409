import { z } from "zod";
import { limits } from "../core/limits.js";
import { categories, type Category } from "../diagnosis/category.js";
import { severities } from "../events/event.js";
import { patternProblem } from "./alternatives.js";
import { moves, signals, signalsOf } from "./moves.js";
import { time, timeUpTo } from "./time.js";

const list = <T extends z.ZodType>(of: T) =>
  z.union([of, z.array(of)]).transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
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

const when = z.strictObject({
  category: list(category).optional(),
  confidence: z.number().min(0).max(1).default(0.8),
  every_failed_job: z.boolean().default(false),
  kind: z.enum(["ci", "alert"]).optional(),
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

/** Parameters of a move stand beside its name; a workflow that is not named is the service's `recovery_workflow`. */
export const stepSchema = z.strictObject({
  action: z.enum(moves),
  workflow: z
    .string()
    .regex(/^[\w.-]+\.ya?ml$/)
    .optional(),
  inputs: z.record(z.string(), z.string().max(1_000)).optional(),
  producers: list(z.string()).optional(),
});

const playbook = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "lower-case words joined by -"),
  description: z.string().min(10).max(300),
  when,
  unless: unless.default({}),
  risk: z.enum(["low", "medium", "high"]),
  steps: z.array(stepSchema).length(1, "one step a playbook: what follows a failed step is decided anew"),
  verify: z.strictObject({
    signal: z.enum(signals),
    within: time,
  }),
  limits: z
    .strictObject({
      per_commit: z.number().int().min(1).optional(),
      per_workflow_per_day: z.number().int().min(1).optional(),
      pace: time.optional(),
      hold: timeUpTo(limits.longestHoldMs).optional(),
    })
    .default({}),
  otherwise: z.enum(["escalate", "ignore"]).default("escalate"),
  examples: z.array(z.strictObject({ event: z.string(), matches: z.boolean() })).default([]),
});

export const playbookSchema = playbook.superRefine(({ steps, verify, when: { kind } }, context) => {
  const path = ["verify", "signal"];
  const [step] = steps;
  const fit = step ? signalsOf[step.action] : signals;
  if (step && !fit.includes(verify.signal))
    context.addIssue({ code: "custom", path, message: `${step.action} is verified by ${fit.join(" or ")}` });
  else if (kind === "ci" && verify.signal === "alert_resolved")
    context.addIssue({ code: "custom", path, message: "a failure of CI has no alert; write workflow_run" });
});

export type Playbook = z.output<typeof playbookSchema> & {
  /** A repository's own playbook goes before a shipped one that matches too. */
  origin: "shipped" | "repository";
};
export type Step = Playbook["steps"][number];
