import type { CheckRun, CheckSuite, Repository, Status } from "../records.js";
import type { World } from "../world.js";
import { nodeId, stamp, stampOrNull } from "../world.js";
import { commitInfo } from "../git.js";
import { simpleCommitJson } from "./commit.js";
import { appJson, userJson } from "./people.js";
import type { Json } from "./people.js";
import { minimalPullJson } from "./pull.js";
import { minimalRepoJson, repoUrl } from "./repo.js";

function pullsAt(world: World, repository: Repository, sha: string): Json[] {
  return [...repository.pulls.values()]
    .filter((pull) => pull.head.sha === sha && !pull.fork)
    .map((pull) => minimalPullJson(world, repository, pull));
}

export function checkRunJson(world: World, repository: Repository, check: CheckRun): Json {
  const url = `${repoUrl(world, repository)}/check-runs/${check.id}`;
  const html = `${world.url}/${repository.fullName}/runs/${check.id}`;
  return {
    id: check.id,
    node_id: nodeId("CR", check.id),
    head_sha: check.sha,
    external_id: check.externalId ?? "",
    url,
    html_url: html,
    details_url: check.detailsUrl ?? html,
    status: check.status,
    conclusion: check.conclusion,
    started_at: stampOrNull(check.startedAt),
    completed_at: stampOrNull(check.completedAt),
    output: {
      title: check.output.title,
      summary: check.output.summary,
      text: check.output.text,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: check.name,
    check_suite: { id: check.suiteId },
    app: appJson(world, check.app),
    pull_requests: pullsAt(world, repository, check.sha),
  };
}

/** A suite's state is its check runs' state together. */
export function suiteState(
  repository: Repository,
  suite: CheckSuite,
): { status: string; conclusion: string | null; checks: CheckRun[] } {
  const checks = repository.checkRuns.filter((check) => check.suiteId === suite.id);
  const run = repository.runs.find((one) => one.checkSuiteId === suite.id)?.attempts.at(-1);
  if (run !== undefined) return { status: run.status, conclusion: run.conclusion, checks };
  if (checks.length === 0) return { status: "queued", conclusion: null, checks };
  if (checks.some((check) => check.status !== "completed"))
    return { status: "in_progress", conclusion: null, checks };
  const bad = checks.find((check) => check.conclusion !== "success" && check.conclusion !== "neutral");
  return { status: "completed", conclusion: bad?.conclusion ?? "success", checks };
}

export async function checkSuiteJson(world: World, repository: Repository, suite: CheckSuite): Promise<Json> {
  const url = `${repoUrl(world, repository)}/check-suites/${suite.id}`;
  const state = suiteState(repository, suite);
  const commit = await commitInfo(repository.gitDir, suite.sha);
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.branch,
    head_sha: suite.sha,
    status: state.status,
    conclusion: state.conclusion,
    url,
    before: null,
    after: suite.sha,
    pull_requests: pullsAt(world, repository, suite.sha),
    app: appJson(world, suite.app),
    repository: minimalRepoJson(world, repository),
    created_at: stamp(suite.createdAt),
    updated_at: stamp(suite.createdAt),
    head_commit: commit === null ? null : simpleCommitJson(commit),
    latest_check_runs_count: state.checks.length,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function statusJson(world: World, repository: Repository, status: Status): Json {
  return {
    url: `${repoUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: `${world.url}/_avatars/0`,
    id: status.id,
    node_id: nodeId("SC", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: stamp(status.at),
    updated_at: stamp(status.at),
    creator: userJson(world, status.creator),
  };
}
