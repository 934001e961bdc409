import { MINUTE } from "../core/clock.js";
import { limits } from "../core/limits.js";
import type { RepositoryRef, RunFacts } from "../events/event.js";
import { type Client, type Octokit } from "./client.js";
import { orNull } from "./errors.js";
import { download, redirectTarget } from "./download.js";
import type { Job, RunRef, Runs } from "./port.js";

type ApiRun = Awaited<ReturnType<Octokit["rest"]["actions"]["getWorkflowRun"]>>["data"];

function factsOf(run: ApiRun, repository: RepositoryRef): RunFacts & { status: string } {
  return {
    runId: run.id,
    attempt: run.run_attempt ?? 1,
    workflow: run.name ?? run.path,
    workflowPath: run.path,
    branch: run.head_branch ?? "",
    headSha: run.head_sha,
    event: run.event,
    conclusion: run.conclusion,
    status: run.status ?? "unknown",
    actor: run.actor?.login ?? "",
    title: run.display_title,
    // A deleted fork has no head repository any more; it was not ours.
    fork: run.head_repository?.full_name !== repository.fullName,
    pullRequests: (run.pull_requests ?? []).map((pull) => pull.number),
    defaultBranch: run.repository?.default_branch ?? "",
    url: run.html_url,
    startedAt: run.run_started_at ?? run.created_at,
    finishedAt: run.conclusion ? run.updated_at : null,
  };
}

/** `login`: the App's own user, `<slug>[bot]`. */
export function createRuns(client: Client, login: () => Promise<string>): Runs {
  const read = { actions: "read" } as const;
  const write = { actions: "write" } as const;
  const fetchLog = async (
    repository: RepositoryRef,
    ask: (
      octokit: Octokit,
      at: { owner: string; repo: string },
    ) => Promise<{ headers: { location?: string } }>,
    options: { bytes: number; keep: "end" | "all" },
  ) => {
    const answer = await orNull(client.as(repository, read, ask));
    if (!answer) return null;
    return download(redirectTarget(answer.headers.location, client.baseUrl), {
      ...options,
      timeoutMs: 5 * MINUTE,
    });
  };
  // The token must not travel to the storage host, so the redirect is followed by `download`.
  const noFollow = { request: { redirect: "manual" } } as const;

  return {
    run: (ref) =>
      orNull(
        client.as(ref.repository, read, async (octokit, at) => {
          const { data } = await octokit.rest.actions.getWorkflowRun({ ...at, run_id: ref.runId });
          return factsOf(data, ref.repository);
        }),
      ),

    jobs: (ref: RunRef, attempt: number) =>
      client.as(ref.repository, read, async (octokit, at) => {
        const jobs: Job[] = [];
        for (let page = 1; page <= 3; page++) {
          const { data } = await octokit.rest.actions.listJobsForWorkflowRunAttempt({
            ...at,
            run_id: ref.runId,
            attempt_number: attempt,
            per_page: 100,
            page,
          });
          for (const job of data.jobs)
            jobs.push({
              id: job.id,
              name: job.name,
              attempt: job.run_attempt ?? attempt,
              conclusion: job.conclusion,
              steps: (job.steps ?? []).map((step) => ({
                number: step.number,
                name: step.name,
                conclusion: step.conclusion,
              })),
              url: job.html_url ?? "",
            });
          if (data.jobs.length < 100) break;
        }
        return jobs;
      }),

    jobLog: async (repository, jobId) => {
      const body = await fetchLog(
        repository,
        (octokit, at) =>
          octokit.request("GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs", {
            ...at,
            job_id: jobId,
            ...noFollow,
          }),
        { bytes: limits.logBytes, keep: "end" },
      );
      return body?.toString("utf8") ?? null;
    },

    rerunFailedJobs: (ref) =>
      client.as(ref.repository, write, async (octokit, at) => {
        await octokit.rest.actions.reRunWorkflowFailedJobs({ ...at, run_id: ref.runId });
      }),

    dispatch: (repository, workflow, ref, inputs) =>
      client.as(repository, write, async (octokit, at) => {
        // Newer GitHub answers 200 with the run's id when asked; older ones ignore the wish and answer 204.
        const answer = await octokit.request(
          "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
          {
            ...at,
            workflow_id: workflow,
            ref,
            inputs,
            return_run_details: true,
          },
        );
        const body: unknown = answer.data;
        const id =
          typeof body === "object" && body !== null && "workflow_run_id" in body
            ? body.workflow_run_id
            : null;
        return typeof id === "number" ? id : null;
      }),

    dispatchedRuns: async (repository, workflow, since) => {
      const actor = await login();
      return client.as(repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.actions.listWorkflowRuns({
          ...at,
          workflow_id: workflow,
          event: "workflow_dispatch",
          actor,
          created: `>=${since.toISOString().slice(0, 19)}Z`,
          per_page: 50,
        });
        // Other bots start workflows too.
        return data.workflow_runs
          .map((run) => factsOf(run, repository))
          .filter((run) => run.actor.toLowerCase() === actor.toLowerCase());
      });
    },

    artifact: async (ref, name) => {
      const id = await client.as(ref.repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.actions.listWorkflowRunArtifacts({
          ...at,
          run_id: ref.runId,
          name,
          per_page: 100,
        });
        return data.artifacts.find((artifact) => artifact.name === name && !artifact.expired)?.id ?? null;
      });
      if (id === null) return null;
      return fetchLog(
        ref.repository,
        (octokit, at) =>
          octokit.request("GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", {
            ...at,
            artifact_id: id,
            archive_format: "zip",
            ...noFollow,
          }),
        { bytes: limits.artifactBytes, keep: "all" },
      );
    },
  };
}
