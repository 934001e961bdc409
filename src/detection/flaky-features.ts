import type { Scope } from "./flaky-scope.js";
import { recentOutcomes, recentTrend, gapRatio, shrunkRate } from "./flaky-scope.js";

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

/** The scopes of a line by name, beside those of the words in its workflow's file name. */
export const SCOPES = [
  "all",
  "event",
  "eventBranch",
  "file",
  "branchStem",
  "branchWord",
  "owner",
  "ownerEvent",
  "repository",
  "repositoryEvent",
  "siblings",
  "branch",
  "workflow",
  "workflowEvent",
  "workflowBranch",
] as const;
export type Scopes = Record<(typeof SCOPES)[number], Scope> & { words: Scope[] };

/** Keys of a line's scopes: those of `SCOPES` in order, then the words (at most 8). */
export function scopeKeys({ repo, workflow, branch, default_branch, event }: RunLine): string[] {
  const file = workflow.slice(workflow.lastIndexOf("/") + 1).toLowerCase();
  const words = file.replace(/\.ya?ml$/, "").match(/[a-z]{2,40}/g) ?? [];
  const stem = words.join("-").slice(0, 80);
  const branchWords = branch.toLowerCase().match(/[a-z]+/g) ?? [];
  const owner = repo.slice(0, Math.max(0, repo.indexOf("/")));
  return [
    [""],
    ["event", event],
    ["eventBranch", event, default_branch],
    ["file", stem],
    ["branchStem", branchWords.join("-").slice(0, 80)],
    ["branchWord", (branchWords[0] ?? "").slice(0, 40)],
    ["owner", owner],
    ["ownerEvent", owner, event],
    ["repository", repo],
    ["repositoryEvent", repo, event],
    ["siblings", repo, stem],
    ["branch", repo, branch],
    ["workflow", repo, workflow],
    ["workflowEvent", repo, workflow, event],
    ["workflowBranch", repo, workflow, branch],
    ...[...new Set(words)].slice(0, 8).map((word) => ["word", word]),
  ].map((key) => JSON.stringify(key));
}

const logit = (p: number): number => Math.log(p / (1 - p));
/** The base rate of an empty history: 6 of 10 commits whose failed runs were repeated passed then. */
export const baseRate = ({ all }: Pick<Scopes, "all">): number => shrunkRate(all, 0.6, 10);

const EVENTS = ["pull_request", "schedule", "workflow_run", "workflow_dispatch", "push"];
const since = (run: number, last: number): number =>
  last > 0 ? Math.log(Math.max(0, run - last) / 1e5 + 1) : 9;

/** Numbers a failing line is judged by, all from earlier lines; `attempts` (0..1): how runs are repeated here. */
export function features(line: RunLine, scopes: Scopes, attempts: number): Map<string, number> {
  const of = new Map<string, number>();
  const add = (name: string, value: number): void => void of.set(name, value);
  rates(scopes, add);
  courses(scopes, add);
  const { workflow, repository, branch, workflowBranch } = scopes;
  add("attempts", attempts);
  add("defaultBranch", line.default_branch ? 1 : 0);
  add("bot", /^(?:dependabot|renovate)\b/.test(line.branch) ? 1 : 0);
  for (const name of EVENTS) add(`event:${name}`, line.event === name ? 1 : 0);
  add("startup", line.conclusion === "startup_failure" ? 1 : 0);
  add("sinceWorkflow", since(line.run_id, workflow.lastRun));
  add("sinceRepository", since(line.run_id, repository.lastRun));
  add("sinceBranch", since(line.run_id, branch.lastRun));
  add("sinceFailure", since(line.run_id, workflow.lastFailure));
  add("sincePass", since(line.run_id, workflowBranch.lastPass));
  add("workflowOverdue", gapRatio(workflow, line.run_id));
  add("workflowBranchOverdue", gapRatio(workflowBranch, line.run_id));
  return of;
}

type Add = (name: string, value: number) => void;

/** Flaky shares, each drawn towards that of the wider scope around it, as differences of log odds. */
function rates(scopes: Scopes, add: Add): void {
  const base = baseRate(scopes);
  const event = logit(shrunkRate(scopes.event, base, 20)) - logit(base);
  const words =
    scopes.words.reduce((sum, word) => sum + logit(shrunkRate(word, base, 15)) - logit(base), 0) /
    Math.sqrt(Math.max(1, scopes.words.length));
  const prior = 1 / (1 + Math.exp(-(logit(base) + 0.7 * event + 0.7 * words)));
  const repository = shrunkRate(scopes.repository, prior, 3);
  const workflow = shrunkRate(scopes.workflow, repository, 1.5);
  const workflowEvent = shrunkRate(scopes.workflowEvent, workflow, 2);
  const eventBranch = shrunkRate(scopes.eventBranch, base, 20);
  const versus = (name: string, share: number, wider: number): void => add(name, logit(share) - logit(wider));
  add("base", logit(base));
  add("event", event);
  add("words", words);
  add("prior", logit(prior));
  add("repositoryRate", logit(repository));
  add("workflowRate", logit(workflow));
  add("workflowEventRate", logit(workflowEvent));
  versus("repository", repository, base);
  versus("workflow", workflow, repository);
  versus("workflowEvent", workflowEvent, workflow);
  versus("branch", shrunkRate(scopes.branch, repository, 1), repository);
  versus("workflowBranch", shrunkRate(scopes.workflowBranch, workflow, 1), workflow);
  versus("repositoryEvent", shrunkRate(scopes.repositoryEvent, repository, 2), repository);
  versus("eventBranch", eventBranch, base);
  versus("file", shrunkRate(scopes.file, eventBranch, 8), eventBranch);
  versus("branchStem", shrunkRate(scopes.branchStem, eventBranch, 10), eventBranch);
  versus("branchWord", shrunkRate(scopes.branchWord, eventBranch, 10), eventBranch);
  // What the owner's other repositories did: all there is at a repository's first failure.
  versus("owner", shrunkRate(scopes.owner, eventBranch, 5, scopes.repository), eventBranch);
  versus("ownerEvent", shrunkRate(scopes.ownerEvent, eventBranch, 5), eventBranch);
}

/** Spans whose leaning is asked, by scope: the short ones see outages, the long ones habits. */
const LEANINGS = {
  all: [1, 2],
  repository: [0, 1, 2, 3],
  workflow: [0, 1, 2, 3],
  branch: [0, 1, 2, 3],
  workflowBranch: [0, 1, 2, 3],
  repositoryEvent: [1, 2],
  workflowEvent: [2, 3],
  file: [2, 3],
  siblings: [2, 3],
} as const;

/** How it went lately: leanings, streaks and habits of the scopes. */
function courses(scopes: Scopes, add: Add): void {
  for (const name of Object.keys(LEANINGS) as (keyof typeof LEANINGS)[]) {
    const leanings = recentTrend(scopes[name]);
    for (const span of LEANINGS[name]) add(`${name}Leaning${span}`, leanings[span]!);
  }
  for (const name of ["repository", "workflow", "branch", "workflowBranch", "repositoryEvent"] as const) {
    const { streak } = scopes[name];
    add(`${name}Streak`, Math.sign(streak) * Math.log1p(Math.abs(streak)));
  }
  for (const name of ["repository", "workflow"] as const) {
    const scope = scopes[name];
    add(`${name}Lately`, recentOutcomes(scope, 0.6));
    add(`${name}Recent`, recentOutcomes(scope, 0.85));
    add(`${name}Outcomes`, Math.log1p(scope.flaky + scope.persistent));
    add(`${name}Health`, Math.log1p(scope.lines) - Math.log1p(scope.failures));
    add(`${name}Length`, (scope.lines + 1) / (scope.commits + 1));
    const { wait, waits } = scopes.all;
    add(`${name}Wait`, (scope.wait + wait / Math.max(1, waits)) / (scope.waits + 1));
  }
  for (const name of ["workflow", "workflowBranch"] as const) {
    add(`${name}Last`, scopes[name].last);
    add(`${name}Row`, Math.log1p(scopes[name].row));
  }
  add("workflowPassShare", (scopes.workflow.afterPassed + 0.5) / (scopes.workflow.after + 1));
}
