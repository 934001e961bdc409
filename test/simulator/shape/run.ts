import type { Artifact, Attempt, JobRecord, Repository, Run, Workflow } from "../records.js";
import type { World } from "../world.js";
import { nodeId, stamp, stampOrNull } from "../world.js";
import { simpleCommitJson } from "./commit.js";
import { userJson } from "./people.js";
import type { Json } from "./people.js";
import { minimalPullJson } from "./pull.js";
import { minimalRepoJson, repoUrl } from "./repo.js";

export function latest(run: Run): Attempt {
  const attempt = run.attempts.at(-1);
  if (attempt === undefined) throw new Error(`run ${run.id} has no attempt`);
  return attempt;
}

export function workflowJson(world: World, repository: Repository, workflow: Workflow): Json {
  const html = `${world.url}/${repository.fullName}`;
  const file = workflow.path.split("/").at(-1) ?? "";
  return {
    id: workflow.id,
    node_id: nodeId("W", workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: workflow.state,
    created_at: stamp(workflow.createdAt),
    updated_at: stamp(workflow.createdAt),
    url: `${repoUrl(world, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${html}/blob/main/${workflow.path}`,
    badge_url: `${html}/actions/workflows/${file}/badge.svg`,
  };
}

/** A run as of one of its attempts (default: the latest). */
export function runJson(world: World, run: Run, attempt: Attempt = latest(run)): Json {
  const { repository } = run;
  const api = repoUrl(world, repository);
  const url = `${api}/actions/runs/${run.id}`;
  const commit = run.headCommit;
  const pulls = run.fork
    ? []
    : run.pullRequests
        .map((number) => repository.pulls.get(number))
        .filter((pull) => pull !== undefined)
        .map((pull) => minimalPullJson(world, repository, pull));
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("WFR", run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.runNumber,
    event: run.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: run.workflow.id,
    check_suite_id: run.checkSuiteId,
    check_suite_node_id: nodeId("CS", run.checkSuiteId),
    url,
    html_url: `${world.url}/${repository.fullName}/actions/runs/${run.id}`,
    pull_requests: pulls,
    created_at: stamp(run.createdAt),
    updated_at: stamp(attempt.updatedAt),
    actor: userJson(world, run.actor),
    run_attempt: attempt.attempt,
    referenced_workflows: [],
    run_started_at: stamp(attempt.startedAt),
    triggering_actor: userJson(world, attempt.triggeringActor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.checkSuiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: attempt.attempt > 1 ? `${url}/attempts/${attempt.attempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflow.id}`,
    head_commit:
      commit === null
        ? {
            id: run.sha,
            tree_id: run.sha,
            message: run.title,
            timestamp: stamp(run.createdAt),
            author: { name: run.actor, email: `${run.actor}@users.noreply.github.com` },
            committer: { name: "GitHub", email: "noreply@github.com" },
          }
        : simpleCommitJson(commit),
    repository: minimalRepoJson(world, repository),
    head_repository: minimalRepoJson(world, run.headRepository),
  };
}

export function jobJson(world: World, run: Run, job: JobRecord): Json {
  const api = repoUrl(world, run.repository);
  const started = job.startedAt ?? job.createdAt;
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId("CR", job.id),
    head_sha: run.sha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${world.url}/${run.repository.fullName}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: stamp(job.createdAt),
    started_at: stamp(started),
    completed_at: stampOrNull(job.completedAt),
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: stampOrNull(step.startedAt),
      completed_at: stampOrNull(step.completedAt),
    })),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: [...job.labels],
    runner_id: job.startedAt === null ? null : 21,
    runner_name: job.startedAt === null ? null : "GitHub Actions 21",
    runner_group_id: job.startedAt === null ? null : 0,
    runner_group_name: job.startedAt === null ? null : "GitHub Actions",
  };
}

export function artifactJson(world: World, repository: Repository, artifact: Artifact): Json {
  const url = `${repoUrl(world, repository)}/actions/artifacts/${artifact.id}`;
  const run = repository.runs.find((one) => one.id === artifact.runId);
  return {
    id: artifact.id,
    node_id: nodeId("AR", artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: false,
    created_at: stamp(artifact.createdAt),
    updated_at: stamp(artifact.createdAt),
    expires_at: stamp(new Date(artifact.createdAt.getTime() + 90 * 24 * 3600 * 1000)),
    workflow_run:
      run === undefined
        ? null
        : {
            id: run.id,
            repository_id: repository.id,
            head_repository_id: run.headRepository.id,
            head_branch: run.branch,
            head_sha: run.sha,
          },
  };
}
