import { join } from "node:path";
import type { Outcome } from "./job-state.js";
import type { NodeRuns } from "./manifest.js";
import { runProgram } from "./program-step.js";
import { block, environmentLines, type RunningStep } from "./running-step.js";

type State = Record<string, string>;

/** `INPUT_<NAME>`: upper case, spaces as `_`, dashes stay. */
export const inputVariables = (inputs: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );

const prefixed = (state: State) =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));

/** Runs one part (`pre`, `main` or `post`) of a JavaScript action with the current node. */
export async function runPart(
  step: RunningStep,
  folder: string,
  part: string,
  inputs: Record<string, string>,
  state: State,
): Promise<Outcome & { state: State }> {
  const { job, log, signal, env, definition } = step;
  return runProgram(job, {
    file: process.execPath,
    args: [join(folder, part)],
    cwd: job.sandbox.workspace,
    env: {
      ...env,
      ...inputVariables(inputs),
      ...prefixed(state),
      GITHUB_ACTION: definition.id ?? "__action",
    },
    log,
    signal,
  });
}

/** Runs `main` and leaves `post` for the end of the job. */
export async function runJavaScript(
  step: RunningStep,
  folder: string,
  runs: NodeRuns,
  inputs: Record<string, string>,
): Promise<Outcome> {
  step.log.group(`Run ${step.definition.uses ?? ""}`, [
    ...block("with", inputs),
    ...environmentLines(step.env),
  ]);
  const before = step.job.preState.get(step.definition) ?? {};
  const main = await runPart(step, folder, runs.main, inputs, before);
  const post = runs.post;
  if (post !== undefined) {
    step.job.posts.push({
      name: `Post ${step.name}`,
      condition: runs["post-if"],
      run: async (log, signal) => {
        log.write("Post job cleanup.");
        const state = { ...before, ...main.state };
        return (await runPart({ ...step, log, signal }, folder, post, inputs, state)).conclusion;
      },
    });
  }
  return main;
}
