import { DAY } from "../../core/clock.js";
import type { MarkTarget } from "../../core/marks.js";
import type { RunNow } from "../../github/port.js";
import type { FixRow } from "../../store/fixes.js";
import type { FixContext } from "./context.js";
import { keyOf, repositoryOf } from "./plan.js";

export const runKey = (fix: FixRow): string => keyOf("run", fix);
/** The word that the run shows in its name and the artifact repeats. */
const markedAs = (fix: FixRow, context: FixContext): MarkTarget => ({
  kind: "dispatch-workflow",
  repository: repositoryOf(context),
  key: runKey(fix),
});
/** The word that the run shows in its name and the artifact repeats. */
export const runMark = (fix: FixRow, context: FixContext): string =>
  context.deps.marks.word(markedAs(fix, context));

/**
 * Why the fix workflow is not started for this commit; null: it may be. The run executes the commit's own code, so it runs on
 * the commit's own branch, whose caches the default branch never restores (docs: dependency caching, restrictions for accessing
 * a cache), and only by the workflow file that the default branch has.
 */
export async function runRefusal(fix: FixRow, context: FixContext): Promise<string | null> {
  const { row, rules } = context;
  const { github } = context.deps;
  const repository = repositoryOf(context);
  const path = `.github/workflows/${rules.config.fix.workflow}`;
  if (row.run?.fork) return "the commit is a fork's; fixes are made for the repository's own branches";
  const head = await github.branchHead(repository, fix.base_branch);
  if (head === null) return `the branch ${fix.base_branch} is gone`;
  if (head !== fix.base_sha)
    return `the branch ${fix.base_branch} moved to ${head.slice(0, 7)} meanwhile; its own run tells whether it fails`;
  const home = await github.defaultBranch(repository);
  const trusted = await github.blob(repository, path, (await github.branchHead(repository, home)) ?? home);
  if (trusted === null) return `the repository has no workflow ${rules.config.fix.workflow}`;
  const there = await github.blob(repository, path, fix.base_sha);
  if (there?.sha === trusted.sha) return null;
  const differs = there === null ? "lacks" : "has another";
  return `the branch ${fix.base_branch} ${differs} ${path} than ${home}; bring it up to date with ${home}`;
}

/** Why a run is not the one that was asked for, whatever its id; null: it is. */
export function notAsked(run: RunNow, fix: FixRow, context: FixContext): string | null {
  const path = `.github/workflows/${context.rules.config.fix.workflow}`;
  if (!run.own) return `${run.actor || "somebody else"} started it`;
  if (run.event !== "workflow_dispatch") return `it was started by ${run.event}`;
  // GitHub writes `path@ref` for some runs.
  if (run.workflowPath.split("@")[0] !== path) return `it is a run of ${run.workflowPath}`;
  if (run.attempt !== 1) return "somebody ran it again";
  if (run.headSha !== fix.base_sha) return `it ran at ${run.headSha.slice(0, 7)}`;
  return isMarked(run, fix, context) ? null : "its name lacks heal's key";
}

/** Its run carries the mark in its name; GitHub lists a fresh run some moments late. */
export async function findRun(fix: FixRow, context: FixContext): Promise<number | null> {
  const runs = await context.deps.github.dispatchedRuns(
    repositoryOf(context),
    context.rules.config.fix.workflow,
    // Another clock wrote it, and the mark cannot be another run's: looked for from a day before.
    new Date(fix.created_at.getTime() - DAY),
  );
  return runs.find((run) => isMarked(run, fix, context))?.runId ?? null;
}

const isMarked = (run: RunNow, fix: FixRow, context: FixContext): boolean =>
  run.title.split(/\s+/).some((word) => context.deps.marks.isWord(word, markedAs(fix, context)));
