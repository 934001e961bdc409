import { join, resolve, sep } from "node:path";
import { builtins } from "./builtin/index.js";
import { runComposite } from "./composite-action.js";
import { interpolate } from "./expressions/index.js";
import { runJavaScript } from "./javascript-action.js";
import type { JobState, Outcome } from "./job-state.js";
import { readManifest, type Manifest } from "./manifest.js";
import { failWith } from "./program-step.js";
import { block, environmentLines, type RunningStep } from "./running-step.js";

export const isLocal = (uses: string): boolean => uses.startsWith("./");
export const withoutRef = (uses: string): string => uses.split("@")[0] ?? uses;

/** Folder of an action that is not built in; null where the run does not know it. */
export function actionFolder(job: JobState, uses: string): string | null {
  if (isLocal(uses)) {
    const folder = resolve(job.sandbox.workspace, uses);
    return `${folder}${sep}`.startsWith(`${job.sandbox.workspace}${sep}`) ? folder : null;
  }
  const name = withoutRef(uses);
  return Object.hasOwn(job.request.actions, name) ? resolve(job.request.actions[name] ?? "") : null;
}

export const isKnown = (job: JobState, uses: string): boolean =>
  isLocal(uses) || Object.hasOwn(builtins, withoutRef(uses)) || actionFolder(job, uses) !== null;

/** Runs a `uses:` step: a built-in substitute, a local action, or one of the run's known actions. */
export async function runUses(step: RunningStep): Promise<Outcome> {
  const { job, definition, scope, log } = step;
  const uses = definition.uses ?? "";
  const given = Object.fromEntries(
    Object.entries(definition.with ?? {}).map(([name, value]) => [name, interpolate(value, scope)]),
  );
  const name = withoutRef(uses);
  const builtin = !isLocal(uses) && Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  // The run's own folder for an action wins over the substitute.
  const folder = actionFolder(job, uses);
  if (folder === null && builtin !== undefined) {
    log.group(`Run ${uses}`, [...block("with", given), ...environmentLines(step.env)]);
    return builtin(step, given);
  }
  const manifest = folder === null ? null : readManifest(folder);
  if (folder === null || manifest === null) {
    const where = folder ?? join(job.sandbox.workspace, uses);
    return failWith(
      job,
      log,
      `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${where}'. ` +
        "Did you forget to run actions/checkout before running your local action?",
    );
  }
  const inputs = { ...defaultsOf(manifest, step), ...given };
  const { runs } = manifest;
  return runs.using === "composite"
    ? runComposite(step, folder, manifest, runs, inputs)
    : runJavaScript(step, folder, runs, inputs);
}

export const defaultsOf = (manifest: Manifest, step: Pick<RunningStep, "scope">): Record<string, string> =>
  Object.fromEntries(
    Object.entries(manifest.inputs).flatMap(([name, input]) =>
      input?.default === undefined ? [] : [[name, interpolate(input.default, step.scope)]],
    ),
  );
