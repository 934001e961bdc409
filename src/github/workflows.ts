import type { AppLogin } from "./app-login.js";
import type { Client } from "./client.js";
import { orNull } from "./errors.js";
import type { RunNow } from "./port.js";
import { factsOf } from "./runs.js";
import type { Workflows } from "./workflows-port.js";

/** States of a run that has not ended (docs: REST, "List workflow runs for a workflow", `status`). */
const UNFINISHED = ["queued", "in_progress", "waiting", "pending"] as const;
const DEPLOYMENTS = 30;

export function createWorkflows(client: Client, ownLogin: AppLogin): Workflows {
  const read = { actions: "read" } as const;
  const write = { actions: "write" } as const;
  const deployed = { deployments: "read" } as const;
  return {
    unfinishedRuns: async (repository, workflow, branch) => {
      const login = await ownLogin();
      return client.as(repository, read, async (octokit, at) => {
        const runs: RunNow[] = [];
        for (const status of UNFINISHED) {
          const asked = { ...at, workflow_id: workflow, branch, status, per_page: 100 };
          const { data } = await octokit.rest.actions.listWorkflowRuns(asked);
          runs.push(...data.workflow_runs.map((run) => factsOf(run, repository, login)));
        }
        // The index behind the filter lags behind the runs themselves.
        return runs
          .filter((run) => run.branch === branch && run.status !== "completed")
          .sort((a, b) => a.runId - b.runId);
      });
    },

    workflowState: (repository, workflow) =>
      orNull(
        client.as(repository, read, async (octokit, at) => {
          const { data } = await octokit.rest.actions.getWorkflow({ ...at, workflow_id: workflow });
          return data.state;
        }),
      ),

    enableWorkflow: (repository, workflow) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.actions.enableWorkflow({ ...at, workflow_id: workflow });
      }),

    disableWorkflow: (repository, workflow) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.actions.disableWorkflow({ ...at, workflow_id: workflow });
      }),

    // GitHub takes `key` as a prefix here, and as a whole key in its "Delete caches by key"; so they are deleted by id.
    caches: (repository, keyPrefix) =>
      client.as(repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.actions.getActionsCacheList({
          ...{ ...at, key: keyPrefix, per_page: 100 },
        });
        return data.actions_caches.flatMap(({ id, key }) =>
          id !== undefined && key?.startsWith(keyPrefix) ? [{ id, key }] : [],
        );
      }),

    deleteCache: async (repository, cacheId) => {
      await orNull(
        client.as(repository, write, async (octokit, at) => {
          await octokit.rest.actions.deleteActionsCacheById({ ...at, cache_id: cacheId });
        }),
      );
    },

    deployments: (repository, environment) =>
      client.as(repository, deployed, async (octokit, at) => {
        const { data } = await octokit.rest.repos.listDeployments({
          ...{ ...at, environment, per_page: DEPLOYMENTS },
        });
        return data.map(({ id, sha }) => ({ id, sha }));
      }),

    deploymentSucceeded: (repository, id) =>
      client.as(repository, deployed, async (octokit, at) => {
        const asked = { ...at, deployment_id: id, per_page: 100 };
        const { data } = await octokit.rest.repos.listDeploymentStatuses(asked);
        return data.some(({ state }) => state === "success");
      }),
  };
}
