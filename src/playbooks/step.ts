import { z } from "zod";
import { HOUR } from "../core/clock.js";
import { list } from "./list.js";
import { moves, signals, type Move } from "./moves.js";
import { time, timeUpTo } from "./time.js";

/** A literal of whoever wrote the playbook: nothing of a log, and no pattern. */
const cacheKey = z
  .string()
  .regex(
    /^[\w.@/-]{3,200}$/,
    "the beginning of cache keys: 3 characters at least of letters, digits, - _ . @ /",
  );
const workflow = z
  .string()
  .regex(/^[\w.-]+\.ya?ml$/, "a file name in .github/workflows, such as restart.yml");

export const verifySchema = z.strictObject({ signal: z.enum(signals), within: time });

/** Parameters of a move stand beside its name; a workflow that is not named is the service's `recovery_workflow`, or the failed run's. */
const parameters = {
  workflow: workflow.optional(),
  inputs: z.record(z.string(), z.string().max(1_000)).optional(),
  producers: list(z.string()).optional(),
  /** What the keys of caches begin with. */
  key: cacheKey.optional(),
  /** Where a deployment went to. */
  environment: z.string().min(1).max(255).optional(),
  /** Which run is cancelled: one of an older commit, or one that goes on for longer than `longer_than`. */
  which: z.enum(["superseded", "hanging"]).optional(),
  longer_than: timeUpTo(72 * HOUR).optional(),
  text: z.string().min(1).max(2_000).optional(),
  for: timeUpTo(6 * HOUR).optional(),
};
type Parameter = keyof typeof parameters;

const taken: Readonly<Record<Move, { needs?: readonly Parameter[]; may?: readonly Parameter[] }>> = {
  "rerun-failed-jobs": {},
  "rerun-workflow": {},
  "rerun-with-debug-logging": {},
  "cancel-run": { needs: ["which"], may: ["longer_than"] },
  "clear-actions-cache": { needs: ["key"] },
  "update-branch": {},
  "disable-workflow": { may: ["workflow"] },
  "enable-workflow": { may: ["workflow"] },
  "deployment-rollback": { needs: ["workflow", "environment"], may: ["inputs"] },
  "dispatch-workflow": { may: ["workflow", "inputs"] },
  "open-fix-pr": { may: ["producers"] },
  comment: { needs: ["text"] },
  "open-issue": {},
  wait: { needs: ["for"] },
};

/** One step of a playbook; `verify` where it is judged otherwise than the playbook's other steps. */
export const stepSchema = z.strictObject({
  action: z.enum(moves),
  ...parameters,
  verify: verifySchema.optional(),
});
export type Step = z.output<typeof stepSchema>;

/** Parameters that a step lacks, or that nothing would read. */
export function parameterProblems(step: Step): { path: string; message: string }[] {
  const { needs = [], may = [] } = taken[step.action];
  const missing = needs.filter((name) => step[name] === undefined);
  const unread = (Object.keys(parameters) as Parameter[]).filter(
    (name) => step[name] !== undefined && !needs.includes(name) && !may.includes(name),
  );
  return [
    ...missing.map((name) => ({ path: "action", message: `${step.action} needs ${name} beside it` })),
    ...unread.map((name) => ({ path: name, message: `does not go with ${step.action}` })),
  ];
}
