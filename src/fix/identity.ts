import type { CheckRun } from "../github/port.js";

/** The failed job of the failed run that a fix is for. */
export interface Target {
  name: string;
  workflowPath: string;
  runId: number;
}

/** All results of one check at one commit; of two things that bear one name each has its own. */
export interface Check {
  key: string;
  name: string;
  /** What tells it from others of its name, for people. */
  of: string;
  source: CheckRun["source"];
  /** All its results together: `running`, or GitHub's conclusion. */
  conclusion: string;
  url: string;
}

export const FAILED: ReadonlySet<string> = new Set(["failure", "timed_out", "startup_failure"]);
/** Ended without an answer: it says nothing either way, and is waited for, or run again. */
export const UNANSWERED: ReadonlySet<string> = new Set(["cancelled", "stale", "action_required"]);
const PASSED_OVER: ReadonlySet<string> = new Set(["skipped", "neutral"]);

/** Events that try a commit by itself; a workflow's runs by any of them try the same. */
const TRIES: readonly string[] = ["push", "pull_request", "merge_group"];
export const tries = (source: CheckRun["source"]): boolean =>
  (source.by === "job" || source.by === "run") && TRIES.includes(source.event);

export function keyOf({ name, source }: Pick<CheckRun, "name" | "source">): string {
  switch (source.by) {
    case "job":
    case "run":
      return JSON.stringify([source.by, source.workflowPath, tries(source) ? "" : source.event, name]);
    case "app":
      return JSON.stringify([source.by, source.app ?? source.slug, name]);
    case "status":
      return JSON.stringify([source.by, source.creator, name]);
  }
}

/** Where a target's proof is looked for: among the runs of its workflow that try the fix. */
export const targetKey = ({ name, workflowPath }: Target): string =>
  JSON.stringify(["job", workflowPath, "", name]);

const wordsFor = (source: CheckRun["source"]): string => {
  switch (source.by) {
    case "job":
    case "run":
      return source.workflowPath.replace(/^\.github\/workflows\//, "");
    case "app":
      return source.slug;
    case "status":
      return "status";
  }
};

/** Results by identity. Of several with one identity each has to pass, so the worst stands for all. */
export function byIdentity(runs: readonly CheckRun[]): Map<string, Check> {
  const groups = new Map<string, CheckRun[]>();
  for (const run of runs) {
    const key = keyOf(run);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return new Map([...groups].map(([key, group]) => [key, together(key, group)]));
}

function together(key: string, group: readonly CheckRun[]): Check {
  const [worst] = [...group].sort((a, b) => rank(a.conclusion) - rank(b.conclusion));
  if (worst === undefined) throw new Error("a check has no result");
  const { name, source, url, conclusion } = worst;
  return { key, name, of: wordsFor(source), source, url, conclusion: conclusion ?? "running" };
}

/** A job that one event skips and another one runs did run: beside a success it does not matter. */
const rank = (conclusion: string | null): number => {
  if (conclusion === null) return 1;
  if (FAILED.has(conclusion)) return 0;
  if (conclusion === "success") return 4;
  return PASSED_OVER.has(conclusion) ? 5 : UNANSWERED.has(conclusion) ? 2 : 3;
};
