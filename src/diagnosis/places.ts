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

export function placesOf(lines: readonly string[], course: JobSteps, step: Step | null): Places {
  const size = lines.length;
  const weight = new Float32Array(size).fill(step ? OUTSIDE : 1);
  if (step) {
    weight.fill(1, step.start, Math.max(step.end, step.exitLine ?? 0) + 1);
    weight.fill(OUTSIDE / 10, step.start, headEnd(lines, step));
  }
  // Who stops a job is told behind its last step.
  const from = Math.min(size, Math.max(course.cleanup, (step?.exitLine ?? -1) + 1));
  weight.fill(OUTSIDE / 10, from);
  if (step?.saidAt !== undefined) weight[step.saidAt] = 1;
  return { step, weight };
}

/** Lines of a step's head that are looked at: its script, what it is given, its environment. */
const HEAD = 200;

/** Index behind what GitHub shows of a step before it runs: nothing there was said by it. */
function headEnd(lines: readonly string[], { start, end }: Step): number {
  if (lines[start]?.startsWith("##[group]Run ") !== true) return start;
  const last = Math.min(end, start + HEAD);
  for (let i = start + 1; i <= last; i++) {
    if (lines[i]?.startsWith("##[endgroup]") === true) return i + 1;
    if (lines[i]?.startsWith("##[") === true) return start;
  }
  return start;
}
