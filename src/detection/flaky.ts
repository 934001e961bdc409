import type { RunLine, Scopes } from "./flaky-features.js";
import { SCOPES, baseRate, features, scopeKeys } from "./flaky-features.js";
import type { CommitHistory } from "./flaky-model.js";
import { passProbability } from "./flaky-model.js";
import type { Scope } from "./flaky-scope.js";
import { decay, recordOutcome, newScope, recordLine } from "./flaky-scope.js";

export type { RunLine } from "./flaky-features.js";
export type Verdict = "flaky" | "persistent" | "unknown";

export interface FlakyVerdict {
  run_id: number;
  attempt: number;
  verdict: Verdict;
  /** Probability that the same commit passes when run again unchanged. */
  p: number;
}

/** What a commit did in a workflow so far. */
interface Known {
  failed: number;
  passed: number;
  lines: number;
  /** Run id of its first line. */
  first: number;
  /** Scopes of its first line: its outcome is booked there. */
  scopes: string[];
}

/** Plain data: JSON of it is the whole memory. The oldest entries leave when a map is full. */
export interface RunHistory {
  scopes: Map<string, Scope>;
  commits: Map<string, Known>;
  /** Lines that repeat a commit as a further attempt of its run, and as another run. */
  repeats: { attempts: number; runs: number };
}

export const newRunHistory = (): RunHistory => ({
  scopes: new Map(),
  commits: new Map(),
  repeats: { attempts: 0, runs: 0 },
});

const MOST_SCOPES = 50_000;
const MOST_COMMITS = 20_000;
/** Below so many known outcomes anywhere, and none in the repository, there is no ground for a verdict. */
const LEAST_OUTCOMES = 20;

const FAILED: ReadonlySet<string | null> = new Set(["failure", "timed_out", "startup_failure"]);

/** What a failing line was judged by: for fitting and for tests. */
export interface ScoredRun {
  values: Map<string, number>;
  /** The commit so far, where it failed before. */
  seen: CommitHistory | null;
}

/**
 * Takes the next finished attempt (lines in time order, repositories mixed) and says of a failed one whether running the
 * same commit again would pass. Uses this line and earlier ones only: flaky shares of the workflow, branch, repository,
 * owner, event and file-name words, drawn towards each other, and how it went lately (fitted weights: MODEL.md). Lines
 * that did not fail are `unknown`, with the share of the workflow's lines that did not fail as p.
 */
export function classifyRun(
  history: RunHistory,
  line: RunLine,
  watch?: (judged: ScoredRun) => void,
): FlakyVerdict {
  const keys = scopeKeys(line);
  const scopes = scopesOf(history, keys, line.run_id);
  const failed = FAILED.has(line.conclusion);
  const key = JSON.stringify([line.repo, line.workflow, line.sha]);
  const commit = history.commits.get(key);
  let judged = quiet(scopes);
  if (failed) {
    const values = features(line, scopes, sharedAttempts(history));
    const seen = commit && commit.failed > 0 ? commit : null;
    watch?.({ values, seen });
    judged = judge(passProbability(values, seen), scopes, commit);
  }
  const ended = failed ? "failed" : line.conclusion === "success" ? "passed" : null;
  for (const scope of listed(scopes)) recordLine(scope, line.run_id, ended, commit);
  if (commit) history.repeats[line.attempt > 1 ? "attempts" : "runs"]++;
  book(history, key, commit ?? { failed: 0, passed: 0, lines: 0, first: line.run_id, scopes: keys }, ended);
  return { run_id: line.run_id, attempt: line.attempt, ...judged };
}

const sharedAttempts = ({ repeats: { attempts, runs } }: RunHistory): number =>
  (attempts + 1) / (attempts + runs + 2);

function judge(p: number, scopes: Scopes, commit: Known | undefined): Pick<FlakyVerdict, "verdict" | "p"> {
  const outcomes = ({ flaky, persistent }: Scope): number => flaky + persistent;
  if (!commit && outcomes(scopes.repository) === 0 && outcomes(scopes.all) < LEAST_OUTCOMES)
    return { verdict: "unknown", p };
  return { verdict: p >= threshold(baseRate(scopes)) ? "flaky" : "persistent", p };
}

/**
 * Where most failures are flaky, more is asked for before one is called so, and both kinds of error count alike; still
 * few flaky ones may be missed. A line through two points, chosen over five shuffles of the repositories (MODEL.md).
 */
export const threshold = (base: number): number => 0.015 + 0.8 * base;

const quiet = ({ workflow }: Scopes): Pick<FlakyVerdict, "verdict" | "p"> => ({
  verdict: "unknown",
  p: (workflow.lines - workflow.failures + 1) / (workflow.lines + 2),
});

/** Notes what the commit did, and where its outcome became known or changed, tells the scopes. */
function book(history: RunHistory, key: string, known: Known, ended: "failed" | "passed" | null): void {
  const now = { ...known, lines: known.lines + 1 };
  if (ended === "failed") now.failed++;
  else if (ended === "passed" && known.failed > 0) now.passed++;
  remember(history.commits, key, now, MOST_COMMITS);
  const before = outcome(known);
  const after = outcome(now);
  if (after === null || after === before || before === "flaky") return;
  for (const name of known.scopes) {
    const scope = history.scopes.get(name);
    if (scope) recordOutcome(scope, after, before);
  }
}

function outcome({ failed, passed }: Known): "flaky" | "persistent" | null {
  if (failed === 0) return null;
  if (passed > 0) return "flaky";
  return failed > 1 ? "persistent" : null;
}

function scopesOf(history: RunHistory, keys: string[], run: number): Scopes {
  const found = keys.map((key) => {
    const scope = history.scopes.get(key) ?? newScope();
    decay(scope, run);
    remember(history.scopes, key, scope, MOST_SCOPES);
    return scope;
  });
  const named = Object.fromEntries(SCOPES.map((name, i) => [name, found[i]!])) as Omit<Scopes, "words">;
  return { ...named, words: found.slice(SCOPES.length) };
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
