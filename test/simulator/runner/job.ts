import { Deadline } from "./deadline.js";
import { condition, interpolate, resolve, toText, toValue, type Value } from "./expressions/index.js";
import { runPreParts, setUp } from "./job-setup.js";
import { JobState, type Needs } from "./job-state.js";
import type { Log } from "./log.js";
import type { Plan } from "./plan.js";
import { killGroup } from "./process.js";
import { reportFailure } from "./program-step.js";
import { makeSandbox, removeSandbox } from "./sandbox.js";
import { DEFAULT_MINUTES, messageOf, runStep, stepNameOr } from "./step.js";
import { StepReporter } from "./step-reporter.js";
import type { JobConclusion, JobResult, RunEvents, RunRequest, StepConclusion } from "./types.js";
import type { Workflow } from "./workflow.js";

export interface JobInput {
  request: RunRequest;
  workflow: Workflow;
  plan: Plan;
  needs: Needs;
  runContexts: Record<string, Value>;
  signal: AbortSignal;
}

/** How long a step may take that runs although the job was cancelled. GitHub gives five minutes. */
const AFTER_CANCEL_MS = 10_000;

/** Runs one job from "Set up job" to "Complete job" and tells every step. The workspace is gone afterwards. */
export async function runJob({ signal, ...input }: JobInput, events: RunEvents): Promise<JobResult> {
  const sandbox = makeSandbox(input.request.repository);
  const job = new JobState(
    input.request,
    input.workflow,
    input.plan,
    input.needs,
    input.runContexts,
    sandbox,
  );
  const reporter = new StepReporter(input.plan.key, job.masks, events);
  const { minutes, deadline } = deadlineOf(job, signal);
  try {
    const ready = await reporter.run("Set up job", (log) =>
      guarded(job, log, () => setUp(job, log, deadline.signal)),
    );
    if (ready === "success") {
      await runPreParts(job, reporter, deadline.signal);
      for (const definition of job.plan.definition.steps) {
        await inTime(job, deadline, (limit) =>
          reporter.run(stepNameOr(definition, job.scope()), (log) =>
            runStep(job, job.frame, definition, log, limit),
          ),
        );
      }
      for (let post = job.posts.pop(); post !== undefined; post = job.posts.pop())
        await runPost(job, post, reporter, deadline);
    } else job.frame.status = "failure";
    job.cancelled = deadline.signal.aborted;
    let outputs: Record<string, string> = {};
    await reporter.run("Complete job", async (log) => {
      if (deadline.expired) {
        const limit = `has exceeded the maximum execution time of ${minutes} minutes.`;
        reportFailure(job, log, `The job running on runner ${job.runner["name"]} ${limit}`);
      }
      log.write("Cleaning up orphan processes");
      job.leftovers.forEach(killGroup);
      return guarded(job, log, async () => {
        outputs = jobOutputs(job, log);
        return "success";
      });
    });
    const conclusion: JobConclusion = deadline.expired ? "timed_out" : job.status;
    return { conclusion, log: reporter.text, annotations: job.annotations, summary: job.summary, outputs };
  } finally {
    deadline.clear();
    job.leftovers.forEach(killGroup);
    removeSandbox(sandbox);
  }
}

function deadlineOf(job: JobState, signal: AbortSignal): { minutes: number; deadline: Deadline } {
  const given = job.plan.definition["timeout-minutes"] ?? DEFAULT_MINUTES;
  const minutes = Number(toText(resolve(toValue(given), job.scope())));
  return { minutes, deadline: new Deadline(signal, minutes * 60_000) };
}

/** Hands out the job's own limit, or after a cancel a short one for what still wants to run. */
async function inTime(
  job: JobState,
  deadline: Deadline,
  body: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  job.cancelled = deadline.signal.aborted;
  if (!job.cancelled) {
    await body(deadline.signal);
    return;
  }
  const grace = new Deadline(null, AFTER_CANCEL_MS);
  try {
    await body(grace.signal);
  } finally {
    grace.clear();
  }
}

const runPost = (
  job: JobState,
  post: JobState["posts"][number],
  reporter: StepReporter,
  deadline: Deadline,
) =>
  inTime(job, deadline, (limit) =>
    reporter.run(post.name, (log) =>
      guarded(job, log, async () => {
        if (!condition(post.condition, job.scope())) return "skipped";
        const conclusion = await post.run(log, limit);
        if (conclusion === "failure") job.frame.status = "failure";
        return conclusion;
      }),
    ),
  );

/** A mistake in the workflow (an expression, a manifest) fails the step in which it is met. */
async function guarded(
  job: JobState,
  log: Log,
  body: () => Promise<StepConclusion>,
): Promise<StepConclusion> {
  try {
    return await body();
  } catch (error) {
    reportFailure(job, log, `The template is not valid. ${job.request.workflowPath}: ${messageOf(error)}`);
    job.frame.status = "failure";
    return "failure";
  }
}

function jobOutputs(job: JobState, log: Log): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, template] of Object.entries(job.plan.definition.outputs ?? {})) {
    const value = interpolate(template, job.scope());
    if (job.masks.hides(value)) log.write(`##[warning]Skip output '${name}' since it may contain secret.`);
    else outputs[name] = value;
  }
  return outputs;
}
