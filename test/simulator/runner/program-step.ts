import { CommandFileError, CommandFiles } from "./command-files.js";
import type { JobState, Outcome } from "./job-state.js";
import type { Log } from "./log.js";
import { execute } from "./process.js";
import { StepOutput } from "./step-output.js";

export interface ProgramStep {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  log: Log;
  signal: AbortSignal;
}

/** Variables a step may not change for later ones, as GitHub refuses them. */
const isProtected = (name: string) =>
  /^(?:GITHUB|RUNNER)_/i.test(name) || name.toUpperCase() === "NODE_OPTIONS";

/** Runs one program as (part of) a step and takes in what it wrote into the command files. */
export async function runProgram(
  job: JobState,
  { log, env, ...program }: ProgramStep,
): Promise<Outcome & { state: Record<string, string> }> {
  const files = new CommandFiles(job.sandbox.temp);
  const output = new StepOutput(job, log);
  try {
    const exit = await execute({
      ...program,
      env: { ...job.baseEnvironment, ...env, ...files.environment },
      line: output.line,
    });
    if (exit.leftover !== undefined) job.leftovers.push(exit.leftover);
    const fail = (conclusion: Outcome["conclusion"]) => ({ conclusion, outputs: {}, state: {} });
    if (exit.code === null) return fail("cancelled");
    const outputs = { ...output.outputs, ...files.pairs("output") };
    const state = { ...output.state, ...files.pairs("state") };
    takeEnvironment(job, files, log);
    job.summary += job.masks.hide(files.text("step_summary"));
    if (exit.code === 0) return { conclusion: "success", outputs, state };
    reportFailure(job, log, `Process completed with exit code ${exit.code}.`);
    return { conclusion: "failure", outputs, state };
  } catch (error) {
    if (!(error instanceof CommandFileError)) throw error;
    log.error("Unable to process file command successfully.");
    reportFailure(job, log, error.message);
    return { conclusion: "failure", outputs: {}, state: {} };
  } finally {
    files.remove();
  }
}

/** An `##[error]` line and the annotation GitHub makes of it: on the path `.github`, with the log's line. */
export function reportFailure(job: JobState, log: Log, message: string): void {
  log.error(message);
  job.annotations.push({
    level: "failure",
    message: job.masks.hide(message),
    path: ".github",
    line: log.length,
  });
}

/** The outcome of a step that fails with these words. */
export function failWith(job: JobState, log: Log, message: string): Outcome {
  reportFailure(job, log, message);
  return { conclusion: "failure", outputs: {} };
}

function takeEnvironment(job: JobState, files: CommandFiles, log: Log): void {
  for (const [name, value] of Object.entries(files.pairs("env"))) {
    if (isProtected(name))
      reportFailure(job, log, `Can't store ${name} output parameter using '$GITHUB_ENV' command.`);
    else job.env[name] = value;
  }
  job.paths.push(
    ...files
      .text("path")
      .split(/\r?\n/)
      .filter((line) => line !== ""),
  );
}
