import type { Scope } from "./expressions/index.js";
import type { Frame, JobState } from "./job-state.js";
import type { Log } from "./log.js";
import type { StepDefinition } from "./workflow.js";

/** One step while it runs: what every kind of step is handed. */
export interface RunningStep {
  job: JobState;
  frame: Frame;
  definition: StepDefinition;
  name: string;
  /** The `env` context with the step's own values. */
  env: Record<string, string>;
  scope: Scope;
  log: Log;
  signal: AbortSignal;
}

/** The lines GitHub prints for the environment at the head of a step. */
export const environmentLines = (env: Record<string, string>): string[] => block("env", env);

export function block(title: string, values: Record<string, string>): string[] {
  const entries = Object.entries(values).filter(([, value]) => value !== "");
  return entries.length === 0 ? [] : [`${title}:`, ...entries.map(([name, value]) => `  ${name}: ${value}`)];
}
