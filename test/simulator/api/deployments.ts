/** Deployments and their statuses, as workflows leave them; nobody writes them here. */
import { notFound, number, paged } from "../router.js";
import type { Call, Route } from "../router.js";
import type { Deployment } from "../records.js";
import { userJson } from "../shape/people.js";
import { repoUrl } from "../shape/repo.js";
import { nodeId, stamp } from "../world.js";

const base = "/repos/{owner}/{repo}/deployments";

const urlOf = ({ world, repo }: Call, { id }: Deployment): string =>
  `${repoUrl(world, repo)}/deployments/${id}`;

const deploymentJson = (call: Call, one: Deployment) => ({
  url: urlOf(call, one),
  id: one.id,
  node_id: nodeId("DE", one.id),
  sha: one.sha,
  ref: "main",
  task: "deploy",
  payload: {},
  original_environment: one.environment,
  environment: one.environment,
  description: null,
  creator: userJson(call.world, "github-actions[bot]"),
  created_at: stamp(one.createdAt),
  updated_at: stamp(one.createdAt),
  statuses_url: `${urlOf(call, one)}/statuses`,
  repository_url: repoUrl(call.world, call.repo),
});

export const deploymentRoutes: Route[] = [
  {
    method: "GET",
    path: base,
    need: "deployments:read",
    handle: (call) => {
      const wanted = call.query.get("environment");
      const found = call.repo.deployments.filter((one) => wanted === null || one.environment === wanted);
      return paged(call, found.reverse(), (one) => deploymentJson(call, one));
    },
  },
  {
    method: "GET",
    path: `${base}/{deployment_id}/statuses`,
    need: "deployments:read",
    handle: (call) => {
      const found = call.repo.deployments.find(({ id }) => id === number(call, "deployment_id"));
      if (found === undefined) throw notFound();
      return paged(call, found.states.toReversed(), (state) => ({
        url: `${urlOf(call, found)}/statuses/1`,
        id: found.id + found.states.indexOf(state),
        node_id: nodeId("DES", found.id),
        state,
        creator: userJson(call.world, "github-actions[bot]"),
        description: "",
        environment: found.environment,
        target_url: "",
        created_at: stamp(found.createdAt),
        updated_at: stamp(found.createdAt),
        deployment_url: urlOf(call, found),
        repository_url: repoUrl(call.world, call.repo),
      }));
    },
  },
];
