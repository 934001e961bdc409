import type { JobSteps, Step } from "./steps.js";

/** Steps that a job runs although another has failed: they save and tell what is there. */
const aftercare =
  /upload|artifact|report|publish[- ]?\w{0,10}[- ]?(?:test|results?|unit)|coverage results|codecov|coveralls|\blogs?\b|\bdown\b|clean[- ]?up|teardown|tear[- ]down|notif|slack|discord|teams|dump|diagnos|collect|annotat|comment|summary|\bstop\b|\bprune\b|save[- ]cache|always\(\)|if-failure|post[- ]/i;
/** Lines of output below which a step says nothing of its own. */
const SILENT = 2;

/**
 * The step that ended the job. A job goes on after a step that was allowed to fail, and after the one that ended it only
 * aftercare runs: so of several the last that is none, those before those that exited with a code.
 */
export function decidingStep(lines: readonly string[], course: JobSteps): Step | null {
  const { steps, failed } = course;
  // A log that stops has stopped in its last step.
  if (failed.length === 0 && course.cancelled === null && !course.ended && isGitHub(lines, steps))
    return steps.at(-1) ?? null;
  if (failed.length <= 1 || !goesOn(lines, steps)) return failed[0] ?? null;
  // What fails before the first step is the job's own set-up: no step has run.
  const opening = failed.find(({ start }) => start < firstStep(lines, steps));
  if (opening) return opening;
  const work = failed.filter(
    (step) => !aftercare.test(`${step.name} ${step.command ?? ""} ${taskOf(lines, step)}`),
  );
  const exited = work.filter(({ exit }) => exit !== undefined);
  const [first, ...more] = exited.length > 0 ? exited : work.length > 0 ? work : failed;
  const last = more.reduce((a, b) => (b.start > a.start ? b : a), first!);
  // `exit 1` at the end only repeats what an earlier step has said.
  if (!says(lines, last))
    return failed.filter((step) => step.start < last.start && says(lines, step)).at(-1) ?? last;
  return last;
}

/** Lines of a step's head in which Azure names its task: below a rule, whatever the step is called. */
const HEAD = 3;

function taskOf(lines: readonly string[], { start }: Step): string {
  for (let i = start; i <= start + HEAD; i++) {
    const task = /^Task {1,12}: (\S.{0,100})$/.exec(lines[i] ?? "")?.[1];
    if (task !== undefined) return task;
  }
  return "";
}

const firstStep = (lines: readonly string[], steps: readonly Step[]): number =>
  steps.find(({ start }) => isRun(lines[start]))?.start ?? 0;

const isRun = (line: string | undefined): boolean => line?.startsWith("##[group]Run ") === true;

const isGitHub = (lines: readonly string[], steps: readonly Step[]): boolean =>
  steps.some(({ start }) => isRun(lines[start]));

/** Whether steps behind one that was allowed to fail run all the same: GitHub's, Azure's, and the stages of Jenkins. */
const goesOn = (lines: readonly string[], steps: readonly Step[]): boolean =>
  steps.some(({ start }) =>
    /^(?:##\[group\]Run |##\[section\]Starting: |\[Pipeline\] \{ \()/.test(lines[start] ?? ""),
  );

/** Whether a step prints more than its script and its end. */
function says(lines: readonly string[], { start, end, exitLine }: Step): boolean {
  let shown = lines.indexOf("##[endgroup]", start);
  if (shown < 0 || shown > end) shown = start;
  let said = 0;
  for (let i = shown + 1; i < (exitLine ?? end); i++) if (lines[i]!.trim() !== "") said += 1;
  return said >= SILENT;
}
