import type { Commit, RunLine, Scopes } from "./flaky-features.js";
import { baseRate, features } from "./flaky-features.js";
import type { Scope } from "./flaky-scope.js";
import { fade, learn, newScope, seeLine } from "./flaky-scope.js";
import { weights } from "./flaky-weights.js";

export type { RunLine } from "./flaky-features.js";
export type Verdict = "flaky" | "persistent" | "unknown";

export interface FlakyVerdict {
  run_id: number;
  attempt: number;
  verdict: Verdict;
  /** Probability that the same commit passes when run again unchanged. */
  p: number;
}

interface Known extends Commit {
  /** Scopes of the line that failed first: its outcome is booked there. */
  scopes: string[];
}

/** Plain data: JSON of it is the whole memory. The oldest entries leave when a map is full. */
export interface RunHistory {
  scopes: Map<string, Scope>;
  commits: Map<string, Known>;
}

export const newRunHistory = (): RunHistory => ({ scopes: new Map(), commits: new Map() });

const MOST_SCOPES = 50_000;
const MOST_COMMITS = 20_000;
/** Below so many known outcomes anywhere, and none in the repository, there is no ground for a verdict. */
const LEAST_OUTCOMES = 20;

const FAILED: ReadonlySet<string | null> = new Set(["failure", "timed_out", "startup_failure"]);

/**
 * Takes the next finished attempt (lines in time order, repositories mixed) and says of a failed one whether running the
 * same commit again would pass: a logistic regression over shrunken flaky shares of the workflow, branch, repository,
 * event and file-name words (fitted weights: MODEL.md). Uses this line and earlier ones only. Lines that did not fail are
 * `unknown`, with the share of the workflow's lines that did not fail as p. `watch` sees what a failed line is judged by.
 */
export function judgeRun(
  history: RunHistory,
  line: RunLine,
  watch?: (features: Map<string, number>) => void,
): FlakyVerdict {
  const keys = scopeKeys(line);
  const scopes = scopesOf(history, keys, line.run_id);
  const failed = FAILED.has(line.conclusion);
  const key = JSON.stringify([line.repo, line.workflow, line.sha]);
  const commit = history.commits.get(key);
  const facts = failed ? features(line, scopes, commit) : null;
  if (facts) watch?.(facts);
  const judged = facts ? judge(facts, scopes, commit) : quiet(scopes);
  for (const scope of listed(scopes)) seeLine(scope, line.run_id, failed);
  book(history, key, commit, keys, line.conclusion);
  return { run_id: line.run_id, attempt: line.attempt, ...judged };
}

function judge(
  of: Map<string, number>,
  scopes: Scopes,
  commit: Commit | undefined,
): Pick<FlakyVerdict, "verdict" | "p"> {
  const p = probability(of);
  const outcomes = ({ flaky, persistent }: Scope): number => flaky + persistent;
  if (!commit && outcomes(scopes.repository) === 0 && outcomes(scopes.all) < LEAST_OUTCOMES)
    return { verdict: "unknown", p };
  // Where most failures are flaky, more is asked for before one is called so: both kinds of error count alike.
  return { verdict: p >= 0.11 + 0.69 * baseRate(scopes) ? "flaky" : "persistent", p };
}

function probability(of: Map<string, number>): number {
  let z = weights.intercept;
  for (const [name, value] of of) z += value * (weights.of[name] ?? 0);
  return 1 / (1 + Math.exp(-z));
}

const quiet = ({ workflow }: Scopes): Pick<FlakyVerdict, "verdict" | "p"> => ({
  verdict: "unknown",
  p: (workflow.lines - workflow.failures + 1) / (workflow.lines + 2),
});

/** Notes what the commit did, and where its outcome became known or changed, tells the scopes. */
function book(
  history: RunHistory,
  key: string,
  commit: Commit | undefined,
  keys: string[],
  conclusion: string | null,
): void {
  const known: Known = history.commits.get(key) ?? { failed: 0, passed: 0, scopes: keys };
  const before = outcome(commit);
  const now = { ...known };
  if (FAILED.has(conclusion)) now.failed++;
  else if (conclusion === "success" && known.failed > 0) now.passed++;
  remember(history.commits, key, now, MOST_COMMITS);
  const after = outcome(now);
  if (after === null || after === before || before === "flaky") return;
  for (const name of known.scopes) {
    const scope = history.scopes.get(name);
    if (scope) learn(scope, after, before);
  }
}

function outcome(commit: Commit | undefined): "flaky" | "persistent" | null {
  if (!commit || commit.failed === 0) return null;
  if (commit.passed > 0) return "flaky";
  return commit.failed > 1 ? "persistent" : null;
}

function scopeKeys({ repo, workflow, branch, event }: RunLine): string[] {
  const file = workflow.slice(workflow.lastIndexOf("/") + 1).replace(/\.ya?ml$/i, "");
  const words = new Set(file.toLowerCase().match(/[a-z]{2,40}/g) ?? []);
  return [
    [""],
    ["event", event],
    ["repository", repo],
    ["workflow", repo, workflow],
    ["branch", repo, branch],
    ["workflowBranch", repo, workflow, branch],
    ["repositoryEvent", repo, event],
    ...[...words].slice(0, 8).map((word) => ["word", word]),
  ].map((key) => JSON.stringify(key));
}

function scopesOf(history: RunHistory, keys: string[], run: number): Scopes {
  const found = keys.map((key) => {
    const scope = history.scopes.get(key) ?? newScope();
    fade(scope, run);
    remember(history.scopes, key, scope, MOST_SCOPES);
    return scope;
  });
  const [all, event, repository, workflow, branch, workflowBranch, repositoryEvent, ...words] = found as [
    Scope,
    Scope,
    Scope,
    Scope,
    Scope,
    Scope,
    Scope,
    ...Scope[],
  ];
  return { all, event, repository, workflow, branch, workflowBranch, repositoryEvent, words };
}

const listed = ({ words, ...named }: Scopes): Scope[] => [...Object.values(named), ...words];

/** Puts an entry at the young end of a map and drops the oldest when there are too many. */
function remember<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
