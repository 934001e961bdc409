import { markReader } from "./ci/index.js";

/** A part of a job's log that ran as one. `start` and `end` are 0-based indexes, both inside. */
export interface Step {
  name: string;
  command?: string;
  start: number;
  end: number;
  failed: boolean;
  exit?: number;
  /** Index of the line that says so. */
  exitLine?: number;
  /** Index of a line far behind it on which the CI system says why. */
  saidAt?: number;
}

export interface JobSteps {
  steps: Step[];
  /** The steps that failed, the one that most likely ended the job first. */
  failed: Step[];
  /** Index where cleaning up begins; the number of lines when it does not. */
  cleanup: number;
  /** Whether a CI system's regular end was seen, and whether any of its lines was. */
  ended: boolean;
  /** Whether that end is one of a job that passed. GitHub's is, where no step reports an error. */
  passed: boolean;
  /** Whether the CI system says in words that the job passed: a step that failed was allowed to. */
  said: boolean;
  known: boolean;
  cancelled: number | null;
}

/** Lines that a runner prints behind its last words: the ends of sections. */
const isFrame = (line: string): boolean => /^(?:section_end:|##\[|Terminate orphan process)/.test(line);

/** The step that a job worked on: the open one, or where none is, the last that closed. */
const working = (open: Step, steps: readonly Step[], passedOver: boolean): Step =>
  !passedOver && isNamed(open) ? open : (steps.findLast(isNamed) ?? steps.at(-1) ?? open);

/** Whether nothing was printed between two steps but a runner's own words. */
const isSilent = (lines: readonly string[], { name, command, start }: Step, end: number): boolean =>
  name === "" &&
  command === undefined &&
  lines
    .slice(start, end)
    .every((line) => line.trim() === "" || /^(?:\[Pipeline\]|The command "eval )/.test(line));

const isNamed = ({ name, command }: Step): boolean => name !== "" || command !== undefined;

/** Reads the course of a job from its cleaned lines. One pass. */
export function jobStepsOf(lines: readonly string[]): JobSteps {
  const steps: Step[] = [];
  const course: JobSteps = {
    steps,
    failed: [],
    cleanup: lines.length,
    ended: false,
    passed: false,
    said: false,
    known: false,
    cancelled: null,
  };
  let open: Step = { name: "", start: 0, end: 0, failed: false };
  let work: Step | null = null;
  const begin = (name: string, command: string | undefined, at: number): void => {
    finish(at - 1);
    open = { name, command, start: at, end: at, failed: false };
  };
  const finish = (at: number): void => {
    open.end = at;
    if (open.end >= open.start && (open.name !== "" || open.end > open.start || open.failed))
      steps.push(open);
  };
  const markOf = markReader();
  let endsAt = -1;
  // Index of the last step that a runner said has passed, where it says so of each
  let passedAt = -1;
  let openedAt = -1;
  for (let i = 0; i < lines.length; i++) {
    const mark = markOf(lines[i] ?? "");
    if (!mark) continue;
    if (mark.kind !== "command") course.known = true;
    switch (mark.kind) {
      case "open":
        openedAt = i;
        begin(mark.name, mark.command, i);
        break;
      case "close":
        finish(i);
        open = { name: "", start: i + 1, end: i + 1, failed: false };
        break;
      case "command":
        if (open.command === undefined && i - open.start <= 2) open.command = mark.command;
        else if (!open.failed && lines[i]?.startsWith("$")) begin("", mark.command, i);
        break;
      case "after":
        if (open.failed) break;
        work ??= working(open, steps, mark.passedOver === true);
        begin("", undefined, i);
        break;
      case "failed":
        // What is said of the whole job at its end is about the step that it worked on.
        if (mark.of === "job" && !open.failed && isSilent(lines, open, i))
          work ??= working(open, steps, true);
        if (mark.of === "job" && work !== null && !open.failed) {
          work.failed = true;
          work.exit = mark.exit;
          if (mark.exit === undefined) work.saidAt = i;
          break;
        }
        // Travis closes the fold of a command before it says how that ended.
        if (mark.command !== undefined && isSilent(lines, open, i)) {
          const closed = steps.at(-1);
          if (
            closed !== undefined &&
            closed.end >= open.start - 1 &&
            lines[closed.start]?.startsWith("travis_fold:")
          ) {
            closed.failed = true;
            closed.exit = mark.exit;
            closed.exitLine = i;
            closed.command = mark.command;
            begin("", undefined, i + 1);
            break;
          }
        }
        if (open.failed && open.exit !== undefined && mark.exit === undefined) break;
        open.failed = true;
        open.exit = mark.exit ?? open.exit;
        open.exitLine = i;
        if (mark.command !== undefined) open.command = mark.command;
        if (mark.over) {
          finish(i);
          open = { name: "", start: i + 1, end: i + 1, failed: false };
        }
        break;
      case "passed":
        if (mark.of !== "step") break;
        passedAt = i;
        finish(i);
        open = { name: "", start: i + 1, end: i + 1, failed: false };
        break;
      case "cancelled":
        course.cancelled ??= i;
        break;
      case "cleanup":
        course.cleanup = Math.min(course.cleanup, i);
        begin("cleanup", undefined, i);
        break;
      case "end":
        course.ended = true;
        course.passed = mark.failed !== true;
        course.said = mark.failed === false;
        endsAt = i;
        break;
    }
  }
  finish(lines.length - 1);
  // A program may print a runner's last words as well; the runner's own have nothing behind them.
  if (lines.slice(endsAt + 1).some((line) => line.trim() !== "" && !isFrame(line)))
    course.passed = course.said = false;
  // A runner that says of each step how it ended says nothing of the job.
  if (passedAt >= 0 && endsAt < 0 && openedAt < passedAt && !steps.some((step) => step.failed))
    course.ended = course.passed = true;
  const failed = steps.filter((step) => step.failed && step.name !== "cleanup");
  course.failed = failed.sort(
    (a, b) => Number(b.exit !== undefined) - Number(a.exit !== undefined) || a.start - b.start,
  );
  return course;
}
