import type { Scope } from "./flaky-scope.js";
import { leaning, shrunk } from "./flaky-scope.js";

/** One finished attempt of a workflow run, as `heal flaky` reads it. */
export interface RunLine {
  run_id: number;
  attempt: number;
  repo: string;
  workflow: string;
  branch: string;
  default_branch: boolean;
  event: string;
  sha: string;
  /** GitHub's conclusion; null where it has none. */
  conclusion: string | null;
}

export interface Scopes {
  all: Scope;
  event: Scope;
  repository: Scope;
  workflow: Scope;
  branch: Scope;
  workflowBranch: Scope;
  repositoryEvent: Scope;
  words: Scope[];
}

/** What this commit did in this workflow so far, this line not counted. */
export interface Commit {
  failed: number;
  passed: number;
}

const logit = (p: number): number => Math.log(p / (1 - p));
/** The base rate of an empty history: 6 of 10 commits whose failed runs were repeated passed then. */
export const baseRate = ({ all }: Scopes): number => shrunk(all, 0.6, 10);

const EVENTS = ["pull_request", "schedule", "workflow_run", "workflow_dispatch", "push"];
const sinceRun = (run: number, last: number): number =>
  last > 0 ? Math.log(Math.max(0, run - last) / 1e5 + 1) : 8;

/** Numbers a failing line is judged by, all from earlier lines; the names order `flaky-weights.ts`. */
export function features(line: RunLine, scopes: Scopes, commit: Commit | undefined): Map<string, number> {
  const base = baseRate(scopes);
  const of: [string, number][] = [["base", logit(base)]];
  const add = (name: string, value: number): void => void of.push([name, value]);
  const event = logit(shrunk(scopes.event, base, 20)) - logit(base);
  const words =
    scopes.words.reduce((sum, word) => sum + logit(shrunk(word, base, 15)) - logit(base), 0) /
    Math.sqrt(Math.max(1, scopes.words.length));
  const prior = 1 / (1 + Math.exp(-(logit(base) + 0.7 * event + 0.7 * words)));
  const repository = shrunk(scopes.repository, prior, 3);
  const workflow = shrunk(scopes.workflow, repository, 1.5);
  add("event", event);
  add("words", words);
  add("repository", logit(repository) - logit(base));
  add("workflow", logit(workflow) - logit(repository));
  add("branch", logit(shrunk(scopes.branch, repository, 1)) - logit(repository));
  add("workflowBranch", logit(shrunk(scopes.workflowBranch, workflow, 1)) - logit(workflow));
  add("repositoryEvent", logit(shrunk(scopes.repositoryEvent, repository, 2)) - logit(repository));
  for (const name of ["repository", "workflow", "branch", "workflowBranch"] as const)
    for (const [i, value] of leaning(scopes[name]).entries()) add(`${name}Leaning${i}`, value);
  for (const name of ["repository", "workflow", "workflowBranch"] as const) {
    const { streak } = scopes[name];
    add(`${name}Last`, Math.sign(streak));
    add(`${name}Streak`, Math.sign(streak) * Math.log1p(Math.abs(streak)));
  }
  add("workflowOutcomes", Math.log1p(scopes.workflow.flaky + scopes.workflow.persistent));
  add("repositoryOutcomes", Math.log1p(scopes.repository.flaky + scopes.repository.persistent));
  add("workflowHealth", Math.log1p(scopes.workflow.lines) - Math.log1p(scopes.workflow.failures));
  add("defaultBranch", line.default_branch ? 1 : 0);
  add("bot", /^(?:dependabot|renovate)\b/.test(line.branch) ? 1 : 0);
  for (const name of EVENTS) add(`event:${name}`, line.event === name ? 1 : 0);
  add("startup", line.conclusion === "startup_failure" ? 1 : 0);
  add("sinceWorkflow", sinceRun(line.run_id, scopes.workflow.lastRun));
  add("sinceRepository", sinceRun(line.run_id, scopes.repository.lastRun));
  add("sinceFailure", sinceRun(line.run_id, scopes.workflow.lastFailure));
  add("sinceBranch", sinceRun(line.run_id, scopes.branch.lastRun));
  add("again", commit ? 1 : 0);
  add("failedBefore", Math.log1p(commit?.failed ?? 0));
  add("passedBefore", Math.log1p(commit?.passed ?? 0));
  return new Map(of);
}
