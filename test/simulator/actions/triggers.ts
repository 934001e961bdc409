/** Which workflow files an event starts: GitHub's `on:` filters for branches, tags, paths and types. */
import picomatch from "picomatch";
import { readFile, tree } from "../git.js";
import type { Triggers } from "../runner/types.js";

export interface WorkflowFile {
  path: string;
  text: string;
  triggers: Triggers;
}

export type ParseTriggers = (workflow: string) => Triggers;

/** The workflow files of a commit; a file that does not parse has no triggers. */
export async function workflowFiles(
  gitDir: string,
  sha: string,
  parse: () => Promise<ParseTriggers>,
): Promise<WorkflowFile[]> {
  const entries = (await tree(gitDir, `${sha}:.github/workflows`)) ?? [];
  const files: WorkflowFile[] = [];
  for (const entry of entries) {
    if (entry.type !== "blob" || !/\.ya?ml$/.test(entry.path)) continue;
    const path = `.github/workflows/${entry.path}`;
    const text = (await readFile(gitDir, sha, path))?.toString("utf8") ?? "";
    let triggers: Triggers;
    try {
      triggers = (await parse())(text);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      triggers = { name: path, on: {}, inputs: {} };
    }
    files.push({ path, text, triggers: { ...triggers, name: triggers.name === "" ? path : triggers.name } });
  }
  return files;
}

function list(value: unknown): string[] | null {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.map(String) : null;
}

/** Patterns in order, `!` takes back: the last that matches decides. */
export function matches(patterns: string[], text: string): boolean {
  let result = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith("!");
    if (picomatch.isMatch(text, negative ? pattern.slice(1) : pattern, { dot: true })) result = !negative;
  }
  return result;
}

function filters(config: Record<string, unknown>, name: string, text: string): boolean {
  const only = list(config[name]);
  const ignore = list(config[`${name}-ignore`]);
  if (only !== null && !matches(only, text)) return false;
  return ignore === null || !matches(ignore, text);
}

function paths(config: Record<string, unknown>, changed: string[]): boolean {
  const only = list(config["paths"]);
  const ignore = list(config["paths-ignore"]);
  if (only !== null && !changed.some((path) => matches(only, path))) return false;
  return ignore === null || changed.length === 0 || changed.some((path) => !matches(ignore, path));
}

function config(triggers: Triggers, event: string): Record<string, unknown> | null {
  if (!(event in triggers.on)) return null;
  const value = triggers.on[event];
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function startsOnPush(triggers: Triggers, ref: string, changed: string[]): boolean {
  const on = config(triggers, "push");
  if (on === null) return false;
  const tag = ref.startsWith("refs/tags/");
  const name = ref.replace(/^refs\/(?:heads|tags)\//, "");
  const saysBranches = "branches" in on || "branches-ignore" in on;
  const saysTags = "tags" in on || "tags-ignore" in on;
  // With filters for one kind alone, the other kind does not start the workflow.
  if (tag) return (saysTags || !saysBranches) && filters(on, "tags", name);
  return (saysBranches || !saysTags) && filters(on, "branches", name) && paths(on, changed);
}

export function startsOnPullRequest(
  triggers: Triggers,
  action: string,
  base: string,
  changed: string[],
): boolean {
  const on = config(triggers, "pull_request");
  if (on === null) return false;
  const types = list(on["types"]) ?? ["opened", "synchronize", "reopened"];
  return types.includes(action) && filters(on, "branches", base) && paths(on, changed);
}

export function startsOnWorkflowRun(
  triggers: Triggers,
  action: string,
  workflow: string,
  branch: string,
): boolean {
  const on = config(triggers, "workflow_run");
  if (on === null) return false;
  const types = list(on["types"]) ?? ["requested", "in_progress", "completed"];
  const names = list(on["workflows"]) ?? [];
  return types.includes(action) && names.includes(workflow) && filters(on, "branches", branch);
}
