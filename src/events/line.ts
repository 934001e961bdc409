import type { RepositoryRef, RunFacts } from "./event.js";

/**
 * Runs that are trials of the same thing: the same workflow file of the same repository, started alike, on the same branch.
 * A run of other code has no line.
 */
export interface Line {
  /** The repository's id; its name in small letters where the id is not known. */
  repository: number | string;
  workflowPath: string;
  family: string;
  branch: string;
}

/**
 * Events that run a branch's own code and that need write access or GitHub's clock (docs: "Events that trigger workflows",
 * column GITHUB_REF). Left out, and so each a family of its own: what runs a pull request's merge commit; what anybody may set
 * off (`issue_comment`, `workflow_run`, `watch`, ...), which runs the default branch for somebody else's sake; and what may run
 * a tag (`release`, `create`, `deployment`), as a tag can be called like a branch.
 */
const BRANCH = ["push", "schedule", "workflow_dispatch", "repository_dispatch", "merge_group"];

/**
 * Events besides those that need write access too, or that GitHub sets off itself: runs of a pull request whose branch is the
 * repository's own (others count as a fork's), of tags and releases, and of GitHub's own workflows (`dynamic`).
 */
const WRITERS = [...BRANCH, "pull_request", "release", "create", "delete", "deployment", "dynamic"];

/**
 * Whether somebody without write access may have set the run off, and chosen when it runs and what it reads, though its code is
 * the default branch's: comments, issues, reviews, stars, `pull_request_target`, other runs' ends. An event that is not known is
 * one of those.
 */
export const isTriggeredByAnyone = (event: string): boolean => !WRITERS.includes(event);

/** The events that start runs of the same family as this one. */
export const eventsLike = (event: string): readonly string[] => (BRANCH.includes(event) ? BRANCH : [event]);

/** The line of a run; null when its code is a stranger's, or when it is not known which line it is. */
export function lineOf(repository: Pick<RepositoryRef, "id" | "fullName">, run: RunFacts): Line | null {
  if (run.fork || run.workflowPath === "" || run.branch === "") return null;
  return {
    // Of the repository's own runs the head is the repository. It tells one from another that had its name before.
    repository: run.headRepositoryId ?? repository.id ?? repository.fullName.toLowerCase(),
    workflowPath: run.workflowPath,
    family: BRANCH.includes(run.event) ? "branch" : run.event,
    branch: run.branch,
  };
}

/** Whether one run's end says something of the other. Without a line it does not. */
export const sameLine = (a: Line | null, b: Line | null): boolean =>
  a !== null &&
  b !== null &&
  a.repository === b.repository &&
  a.workflowPath === b.workflowPath &&
  a.family === b.family &&
  a.branch === b.branch;

/**
 * Whether a run tried a pull request, whose failure is told there: by its event, or because a branch with an open one was pushed to.
 */
export const isOfPullRequest = (run: RunFacts): boolean =>
  run.event.startsWith("pull_request") || (run.pullRequests.length > 0 && run.branch !== run.defaultBranch);

/** Whether a run tried the default branch itself: those alone give states, durations and what is usual. */
export const onDefaultBranch = (run: RunFacts): boolean =>
  !run.fork && run.branch !== "" && run.branch === run.defaultBranch && BRANCH.includes(run.event);

interface Named {
  id?: number | null | undefined;
  full_name?: string | null | undefined;
}

/**
 * Whether a run's code is another repository's, as GitHub describes both. Names change and are taken again, so they are asked
 * only where an id is missing. A head repository that is gone was a fork: the base would have gone with its runs.
 */
export function isFromOtherRepository(base: Named, head: Named | null | undefined): boolean {
  if (!head) return true;
  if (typeof base.id === "number" && typeof head.id === "number") return base.id !== head.id;
  return !head.full_name || head.full_name.toLowerCase() !== base.full_name?.toLowerCase();
}

/** The file alone: GitHub may tell the ref with it, as in `.github/workflows/build.yml@main` (docs: REST, "Get a workflow run"). */
export const workflowFile = (path: string): string => {
  const at = path.search(/\.ya?ml@/i);
  return at < 0 ? path : path.slice(0, path.indexOf("@", at));
};
