import { MINUTE } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { limits } from "../core/limits.js";
import type { RepositoryRef } from "../events/event.js";
import { isFromOtherRepository, workflowFile } from "../events/line.js";
import { type Client, type Octokit } from "./client.js";
import { orNull } from "./errors.js";
import { download, redirectTarget } from "./download.js";
import { openJobLog } from "./job-log.js";
import { isAppLogin, type AppLogin } from "./app-login.js";
import type { Job, RunNow, RunRef, Runs } from "./port.js";

const DOWNLOAD_MS = 5 * MINUTE;

type ApiRun = Awaited<ReturnType<Octokit["rest"]["actions"]["getWorkflowRun"]>>["data"];

export function factsOf(run: ApiRun, repository: RepositoryRef, login: string): RunNow {
  return {
    runId: run.id,
    attempt: run.run_attempt ?? 1,
    workflow: run.name ?? run.path,
    workflowPath: workflowFile(run.path),
    branch: run.head_branch ?? "",
    headSha: run.head_sha,
    event: run.event,
    conclusion: run.conclusion,
    status: run.status ?? "unknown",
    own: isAppLogin(run.actor, login),
    actor: run.actor?.login ?? "",
    title: run.display_title,
    fork: isFromOtherRepository(
      run.repository ?? { id: repository.id, full_name: repository.fullName },
      run.head_repository,
    ),
    headRepositoryId: run.head_repository?.id ?? null,
    pullRequests: (run.pull_requests ?? []).map((pull) => pull.number),
    defaultBranch: run.repository?.default_branch ?? "",
    url: run.html_url,
    startedAt: run.run_started_at ?? run.created_at,
    finishedAt: run.conclusion ? run.updated_at : null,
  };
}

export function createRuns(client: Client, ownLogin: AppLogin): Runs {
  const read = { actions: "read" } as const;
  const write = { actions: "write" } as const;
  const linkTo = async (
    repository: RepositoryRef,
    ask: (
      octokit: Octokit,
      at: { owner: string; repo: string },
    ) => Promise<{ headers: { location?: string } }>,
  ) => redirectTarget((await client.as(repository, read, ask)).headers.location, client.baseUrl);
  // The token must not travel to the storage host, so the redirect is followed by `download`.
  const noFollow = { request: { redirect: "manual" } } as const;

  return {
    run: async (ref) => {
      const login = await ownLogin();
      return orNull(
        client.as(ref.repository, read, async (octokit, at) => {
          const { data } = await octokit.rest.actions.getWorkflowRun({ ...at, run_id: ref.runId });
          return factsOf(data, ref.repository, login);
        }),
      );
    },

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
              status: job.status,
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

    jobLog: (repository, jobId) =>
      openJobLog(
        jobId,
        () =>
          linkTo(repository, (octokit, at) =>
            octokit.request("GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs", {
              ...at,
              job_id: jobId,
              ...noFollow,
            }),
          ),
        DOWNLOAD_MS,
      ),

    // An invalid workflow file is told in an annotation of the suite's check run where GitHub makes one; for many it makes none.
    runErrors: async (ref) => {
      const suite = await client.as(
        ref.repository,
        read,
        async (octokit, at) =>
          (await octokit.rest.actions.getWorkflowRun({ ...at, run_id: ref.runId })).data.check_suite_id,
      );
      if (suite === undefined) return [];
      return client.as(ref.repository, { checks: "read" }, async (octokit, at) => {
        const { data } = await octokit.rest.checks.listForSuite({
          ...at,
          check_suite_id: suite,
          per_page: 100,
        });
        const errors: string[] = [];
        for (const { id, output } of data.check_runs.slice(0, 5)) {
          if (output.annotations_count === 0) continue;
          const found = await octokit.rest.checks.listAnnotations({ ...at, check_run_id: id, per_page: 50 });
          for (const { annotation_level: level, message } of found.data)
            if (level === "failure" && message) errors.push(message);
        }
        return errors;
      });
    },

    rerunFailedJobs: (ref, debug = false) =>
      client.as(ref.repository, write, async (octokit, at) => {
        const logging = debug ? { enable_debug_logging: true } : {};
        await octokit.rest.actions.reRunWorkflowFailedJobs({ ...at, run_id: ref.runId, ...logging });
      }),

    rerunWorkflow: (ref) =>
      client.as(ref.repository, write, async (octokit, at) => {
        await octokit.rest.actions.reRunWorkflow({ ...at, run_id: ref.runId });
      }),

    cancelRun: (ref) =>
      client.as(ref.repository, write, async (octokit, at) => {
        await octokit.rest.actions.cancelWorkflowRun({ ...at, run_id: ref.runId });
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
      const actor = await ownLogin();
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
          .map((run) => factsOf(run, repository, actor))
          .filter((run) => run.own && run.event === "workflow_dispatch");
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
        const there = data.artifacts.filter((artifact) => artifact.name === name && !artifact.expired);
        // A name is used once an attempt; who ran the workflow again may have put another beside it.
        if (there.length > 1)
          throw new HealError("HEAL_INPUT_INVALID", `the run left ${there.length} artifacts named ${name}`);
        return there[0]?.id ?? null;
      });
      if (id === null) return null;
      const zip = linkTo(ref.repository, (octokit, at) =>
        octokit.request("GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", {
          ...at,
          artifact_id: id,
          archive_format: "zip",
          ...noFollow,
        }),
      ).then((link) => download(link, { bytes: limits.artifactBytes, timeoutMs: DOWNLOAD_MS }));
      return orNull(zip);
    },
  };
}
