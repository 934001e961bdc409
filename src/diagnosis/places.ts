import type { JobSteps, Step } from "../logs/steps.js";

/** What a line counts that stands outside of the step that ended the job: context, never the cause by itself. */
const OUTSIDE = 0.1;

/** Where lines stand: in the step that ended the job, or elsewhere. */
export interface Places {
  /** The step that ended the job; null where the log shows none. */
  readonly step: Step | null;
  /** 1 in that step, and everywhere before cleaning up where there is none. */
  readonly weight: Float32Array;
}

export function placesOf(size: number, course: JobSteps, step: Step | null): Places {
  const weight = new Float32Array(size).fill(step ? OUTSIDE : 1);
  if (step) weight.fill(1, step.start, Math.max(step.end, step.exitLine ?? 0) + 1);
  // Who stops a job is told behind its last step.
  const from = Math.min(size, Math.max(course.cleanup, (step?.exitLine ?? -1) + 1));
  weight.fill(OUTSIDE / 10, from);
  if (step?.saidAt !== undefined) weight[step.saidAt] = 1;
  return { step, weight };
}
