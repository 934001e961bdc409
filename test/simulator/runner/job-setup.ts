import { checkout } from "./builtin/checkout.js";
import { condition } from "./expressions/index.js";
import { runPart } from "./javascript-action.js";
import type { JobState } from "./job-state.js";
import type { Log } from "./log.js";
import { readManifest } from "./manifest.js";
import { permissionLines } from "./permissions.js";
import { reportFailure } from "./program-step.js";
import type { RunningStep } from "./running-step.js";
import { environmentOf, stepNameOr } from "./step.js";
import type { StepReporter } from "./step-reporter.js";
import type { StepConclusion } from "./types.js";
import { actionFolder, defaultsOf, isKnown, isLocal, withoutRef } from "./uses-step.js";
import type { StepDefinition } from "./workflow.js";

/** The step "Set up job": who runs it, what the token may do, the environment, and whether all actions exist. */
export async function setUp(job: JobState, log: Log, signal: AbortSignal): Promise<StepConclusion> {
  log.write("Current runner version: '2.329.0'");
  log.group("Operating System", ["Ubuntu", "24.04.3", "LTS"]);
  log.group("GITHUB_TOKEN Permissions", permissionLines(job.permissions));
  log.write("Secret source: Actions");
  log.write("Prepare workflow directory");
  log.write("Prepare all required actions");
  const { steps } = job.plan.definition;
  for (const uses of new Set(steps.flatMap((step) => (step.uses === undefined ? [] : [step.uses])))) {
    if (isLocal(uses)) continue;
    if (!isKnown(job, uses)) {
      const name = withoutRef(uses).split("/").slice(0, 2).join("/");
      reportFailure(job, log, `Unable to resolve action ${name}, repository not found`);
      return "failure";
    }
    log.write(`Download action repository '${uses}'`);
  }
  job.env = environmentOf(job.workflow.env, job.scope());
  job.env = { ...job.env, ...environmentOf(job.plan.definition.env, job.scope()) };
  // A job that never checks out gets the commit all the same: stories stay short that way.
  const hasCheckout = steps.some(
    (step) => step.uses !== undefined && withoutRef(step.uses) === "actions/checkout",
  );
  if (!hasCheckout && (await cloneSilently(job, log, signal)) === "failure") return "failure";
  log.write(`Complete job name: ${job.plan.name}`);
  return "success";
}

async function cloneSilently(job: JobState, log: Log, signal: AbortSignal): Promise<StepConclusion> {
  const { conclusion } = await checkout(stepOf(job, { uses: "actions/checkout" }, log, signal), {
    "persist-credentials": "false",
  });
  job.posts.length = 0;
  return conclusion;
}

/** Runs the `pre` part of the run's own JavaScript actions; GitHub has none for local ones. */
export async function runPreParts(job: JobState, reporter: StepReporter, signal: AbortSignal): Promise<void> {
  for (const definition of job.plan.definition.steps) {
    const folder =
      definition.uses === undefined || isLocal(definition.uses) ? null : actionFolder(job, definition.uses);
    const manifest = folder === null ? null : readManifest(folder);
    if (folder === null || manifest === null || manifest.runs.using === "composite") continue;
    const { pre, "pre-if": preIf } = manifest.runs;
    if (pre === undefined || !condition(preIf, job.scope())) continue;
    await reporter.run(`Pre ${stepNameOr(definition, job.scope())}`, async (log) => {
      const step = stepOf(job, definition, log, signal);
      const inputs = { ...defaultsOf(manifest, step), ...definition.with };
      const { conclusion, state } = await runPart(step, folder, pre, inputs, {});
      job.preState.set(definition, state);
      if (conclusion === "failure") job.frame.status = "failure";
      return conclusion;
    });
  }
}

const stepOf = (job: JobState, definition: StepDefinition, log: Log, signal: AbortSignal): RunningStep => ({
  job,
  frame: job.frame,
  definition,
  name: stepNameOr(definition, job.scope()),
  env: job.env,
  scope: job.scope(),
  log,
  signal,
});
