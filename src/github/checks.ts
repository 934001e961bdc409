import { HealError } from "../core/errors.js";
import type { RepositoryRef } from "../events/event.js";
import { isFromOtherRepository, workflowFile } from "../events/line.js";
import { slugOf, type AppLogin } from "./app-login.js";
import type { Client, Octokit } from "./client.js";
import type { CheckRun, CommitChecks } from "./port.js";

type At = { owner: string; repo: string };

/** Pages of 100 that are read of each list; what is longer is not seen whole, and so proves nothing. */
const PAGES = 3;
/** Runs of one commit whose jobs are read. */
const RUNS = 60;

/** All pages of a list; null when there is more. */
async function all<T>(page: (page: number) => Promise<T[]>): Promise<T[] | null> {
  const found: T[] = [];
  for (let n = 1; n <= PAGES; n++) {
    const items = await page(n);
    found.push(...items);
    if (items.length < 100) return found;
  }
  return null;
}

const runsAt = (octokit: Octokit, at: At, sha: string) =>
  all(async (page) => {
    const answer = await octokit.rest.actions.listWorkflowRunsForRepo({
      ...at,
      head_sha: sha,
      per_page: 100,
      page,
    });
    return answer.data.workflow_runs.filter((run) => run.head_sha === sha);
  });

/** Of the newest attempt, as it is now: an attempt that was begun meanwhile counts. */
const jobsOf = (octokit: Octokit, at: At, id: number) =>
  all(async (page) => {
    const ask = { ...at, run_id: id, filter: "latest" as const, per_page: 100, page };
    return (await octokit.rest.actions.listJobsForWorkflowRun(ask)).data.jobs;
  });

const NOTHING: CommitChecks = { checks: [], unfinished: [], lastEnd: null, unseen: null };

/**
 * What GitHub Actions says, asked of Actions itself: any job may give a check run of its own the name of another job, and
 * both then stand under one App. Runs of other repositories' pull requests, at the same commit, are strangers'.
 */
async function ofActions(octokit: Octokit, at: At, sha: string): Promise<CommitChecks> {
  const listed = await runsAt(octokit, at, sha);
  const runs = listed?.filter((run) => !isFromOtherRepository(run.repository, run.head_repository)) ?? [];
  if (listed === null || runs.length > RUNS)
    return { ...NOTHING, unseen: "more workflow runs than are read" };
  const checks: CheckRun[] = [];
  for (const run of runs) {
    const source = { workflowPath: workflowFile(run.path), event: run.event, runId: run.id };
    const jobs = await jobsOf(octokit, at, run.id);
    if (jobs === null) return { ...NOTHING, unseen: "more jobs than are read" };
    for (const job of jobs)
      checks.push({
        name: job.name,
        conclusion: job.status === "completed" ? job.conclusion : null,
        url: job.html_url ?? "",
        source: { by: "job", ...source },
      });
    // A broken file, a run that waits for leave: GitHub started no job of it.
    if (jobs.length === 0)
      checks.push({
        name: run.name ?? run.path,
        conclusion: run.status === "completed" ? run.conclusion : null,
        url: run.html_url,
        source: { by: "run", ...source },
      });
  }
  const ended = runs.filter((run) => run.status === "completed");
  return {
    checks,
    unfinished: runs.filter((run) => run.status !== "completed").map((run) => run.name ?? run.path),
    lastEnd:
      ended
        .map((run) => run.updated_at)
        .sort()
        .at(-1) ?? null,
    unseen: null,
  };
}

/** Other Apps' check runs. What Actions' own App says beside its jobs is left out where it bears a job's name. */
async function ofApps(
  octokit: Octokit,
  at: At,
  sha: string,
  { jobs, own }: { jobs: Set<string>; own: string },
): Promise<CheckRun[] | null> {
  const runs = await all(async (page) => {
    const { data } = await octokit.rest.checks.listForRef({ ...at, ref: sha, per_page: 100, page });
    return data.check_runs;
  });
  return (
    runs
      ?.filter((run) => run.head_sha === sha)
      // heal's own word about a commit proves nothing of it.
      .filter((run) => run.app?.slug !== own)
      .filter((run) => run.app?.slug !== "github-actions" || !jobs.has(run.name))
      .map((run) => ({
        name: run.name,
        conclusion: run.status === "completed" ? run.conclusion : null,
        url: run.html_url ?? "",
        source: { by: "app", app: run.app?.id ?? null, slug: run.app?.slug ?? "" },
      })) ?? null
  );
}

/** The newest status of each context and author: a context is anybody's who may write statuses. */
async function ofStatuses(octokit: Octokit, at: At, sha: string): Promise<CheckRun[] | null> {
  const statuses = await all(async (page) => {
    const ask = { ...at, ref: sha, per_page: 100, page };
    return (await octokit.rest.repos.listCommitStatusesForRef(ask)).data;
  });
  if (statuses === null) return null;
  const newest = new Map<string, CheckRun>();
  // GitHub lists the newest first (docs: REST, "List commit statuses for a reference").
  for (const { context, state, creator, target_url: url } of statuses) {
    const by = creator?.id ?? null;
    const key = JSON.stringify([context, by]);
    const conclusion = state === "pending" ? null : state === "success" ? "success" : "failure";
    if (!newest.has(key))
      newest.set(key, { name: context, conclusion, url: url ?? "", source: { by: "status", creator: by } });
  }
  return [...newest.values()];
}

/** Everything that judges a commit. What cannot be read is said, and not taken for nothing. */
export async function readChecks(
  client: Client,
  repository: RepositoryRef,
  sha: string,
  ownLogin: AppLogin,
): Promise<CommitChecks> {
  const own = slugOf(await ownLogin());
  const actions = await client.as(repository, { actions: "read" }, (octokit, at) =>
    ofActions(octokit, at, sha),
  );
  const jobs = new Set(actions.checks.map((check) => check.name));
  const apps = await client.as(repository, { checks: "read" }, (octokit, at) =>
    ofApps(octokit, at, sha, { jobs, own }),
  );
  const statuses = await client
    .as(repository, { statuses: "read" }, (octokit, at) => ofStatuses(octokit, at, sha))
    // Owners accept a new permission in their own time; until then nothing is proven, and the reason says why.
    .catch((error: unknown) => {
      if (error instanceof HealError && error.code === "HEAL_GITHUB_REFUSED") return error.message;
      throw error;
    });
  const unseen =
    actions.unseen ??
    (apps === null ? "more check runs than are read" : null) ??
    (statuses === null ? "more commit statuses than are read" : null) ??
    (typeof statuses === "string" ? statuses : null);
  return {
    checks: [...actions.checks, ...(apps ?? []), ...(Array.isArray(statuses) ? statuses : [])],
    unfinished: actions.unfinished,
    lastEnd: actions.lastEnd,
    unseen,
  };
}
