import { interpolate, toValue } from "./expressions/index.js";
import type { Frame, Outcome } from "./job-state.js";
import type { CompositeRuns, Manifest } from "./manifest.js";
import { failWith } from "./program-step.js";
import { block, environmentLines, type RunningStep } from "./running-step.js";
import { runStep } from "./step.js";

/** GitHub's own limit of nesting. */
const MAX_DEPTH = 10;

/** Runs the steps of a composite action in a frame of their own; they see the action's inputs and no secrets. */
export async function runComposite(
  step: RunningStep,
  folder: string,
  manifest: Manifest,
  runs: CompositeRuns,
  inputs: Record<string, string>,
): Promise<Outcome> {
  const { job, log } = step;
  log.group(`Run ${step.definition.uses ?? ""}`, [...block("with", inputs), ...environmentLines(step.env)]);
  if (step.frame.depth >= MAX_DEPTH) {
    return failWith(job, log, `Composite actions nest deeper than ${MAX_DEPTH} levels.`);
  }
  const frame: Frame = {
    steps: {},
    status: "success",
    env: step.env,
    inputs: toValue(inputs),
    actionPath: folder,
    depth: step.frame.depth + 1,
  };
  for (const definition of runs.steps) await runStep(job, frame, definition, log, step.signal);
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(manifest.outputs)) {
    outputs[name] = interpolate(output?.value ?? "", job.scope(frame, step.env));
  }
  const conclusion = step.signal.aborted ? "cancelled" : frame.status;
  return { conclusion, outputs };
}
