import { Deadline } from "./deadline.js";
import {
  condition,
  ExpressionError,
  interpolate,
  resolve,
  toText,
  toValue,
  type Scope,
} from "./expressions/index.js";
import type { Frame, JobState, Status } from "./job-state.js";
import type { Log } from "./log.js";
import { reportFailure } from "./program-step.js";
import type { RunningStep } from "./running-step.js";
import { runScript } from "./script-step.js";
import type { StepConclusion } from "./types.js";
import { runUses } from "./uses-step.js";
import type { StepDefinition } from "./workflow.js";

/** GitHub's default limit of a job, which bounds a step too: 360 minutes. */
export const DEFAULT_MINUTES = 360;

/** Runs one step in a frame: condition, environment, limit, and what becomes of its failure. Never throws. */
export async function runStep(
  job: JobState,
  frame: Frame,
  definition: StepDefinition,
  log: Log,
  signal: AbortSignal,
): Promise<StepConclusion> {
  const record = (
    outcome: StepConclusion,
    conclusion: StepConclusion,
    outputs: Record<string, string> = {},
  ) => {
    if (definition.id !== undefined) frame.steps[definition.id] = { outcome, conclusion, outputs };
    if (conclusion === "failure") frame.status = "failure";
    return conclusion;
  };
  try {
    if (!condition(definition.if, job.scope(frame))) return record("skipped", "skipped");
    const env = { ...job.env, ...frame.env, ...environmentOf(definition.env, job.scope(frame)) };
    const scope = job.scope(frame, env);
    const name = stepName(definition, scope);
    const { conclusion, outputs } = await limited({ job, frame, definition, name, env, scope, log, signal });
    const tolerated =
      conclusion === "failure" && toText(resolve(toValue(definition["continue-on-error"]), scope)) === "true";
    return record(conclusion, tolerated ? "success" : conclusion, outputs);
  } catch (error) {
    // A broken template or action of the workflow's author is a failed step, not a broken runner.
    const invalid = error instanceof ExpressionError ? "The template is not valid. " : "";
    reportFailure(job, log, `${invalid}${job.request.workflowPath}: ${messageOf(error)}`);
    return record("failure", "failure");
  }
}

async function limited(step: RunningStep): Promise<{ conclusion: Status; outputs: Record<string, string> }> {
  const { definition, scope, log, job } = step;
  const minutes = Number(toText(resolve(toValue(definition["timeout-minutes"] ?? DEFAULT_MINUTES), scope)));
  const deadline = new Deadline(step.signal, minutes * 60_000);
  try {
    const run = definition.run === undefined ? runUses : runScript;
    const outcome = await run({ ...step, signal: deadline.signal });
    if (outcome.conclusion !== "cancelled") return outcome;
    if (deadline.expired) {
      reportFailure(job, log, `The action '${step.name}' has timed out after ${minutes} minutes.`);
      return { conclusion: "failure", outputs: outcome.outputs };
    }
    reportFailure(job, log, "The operation was canceled.");
    return outcome;
  } finally {
    deadline.clear();
  }
}

export function environmentOf(env: StepDefinition["env"], scope: Scope): Record<string, string> {
  const value = resolve(toValue(env), scope);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toText(item)]));
}

/** `name`, or `Run ` and the first line of the script or the action. */
function stepName(definition: StepDefinition, scope: Scope): string {
  if (definition.name !== undefined) return interpolate(definition.name, scope);
  const [line = ""] = (definition.uses ?? interpolate(definition.run ?? "", scope)).trim().split("\n");
  return `Run ${line}`;
}

/** The name for display; one that cannot be evaluated (yet) is shown as written. */
export function stepNameOr(definition: StepDefinition, scope: Scope): string {
  try {
    return stepName(definition, scope);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return definition.name ?? `Run ${(definition.run ?? "").split("\n")[0] ?? ""}`;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
