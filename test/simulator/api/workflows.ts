/** Workflow files, dispatching them, and artifacts. */
import { HttpError, counted, invalid, noContent, notFound, number, ok, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { ensureWorkflow } from "../actions/run-state.js";
import { workflowFiles } from "../actions/triggers.js";
import { resolve } from "../git.js";
import type { Artifact, Workflow } from "../records.js";
import { artifactJson, workflowJson } from "../shape/run.js";
import { listRuns, runOf } from "./actions.js";

const base = "/repos/{owner}/{repo}/actions";

/** Workflows are known from their files on the default branch, and from runs. */
async function workflows(call: Call): Promise<Workflow[]> {
  const { world, repo } = call;
  const sha = await resolve(repo.gitDir, "main");
  if (sha !== null)
    for (const file of await workflowFiles(repo.gitDir, sha, world.engine.parser))
      ensureWorkflow(world, repo, file.path, file.triggers.name);
  return [...repo.workflows.values()];
}

/** By id, by file name, or by path. */
async function workflowOf(call: Call): Promise<Workflow> {
  const asked = call.params["workflow_id"] ?? "";
  const found = (await workflows(call)).find(
    (one) => String(one.id) === asked || one.path === asked || one.path.split("/").at(-1) === asked,
  );
  if (found === undefined) throw notFound();
  return found;
}

async function dispatch(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const workflow = await workflowOf(call);
  if (workflow.state !== "active")
    throw invalid("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const asked = text(call, "ref");
  const sha = await resolve(repo.gitDir, asked);
  if (sha === null) throw invalid(`No ref found for: ${asked}`);
  const branch = asked.replace(/^refs\/(?:heads|tags)\//, "");
  const files = await workflowFiles(repo.gitDir, sha, world.engine.parser);
  const file = files.find((one) => one.path === workflow.path);
  if (file === undefined || !("workflow_dispatch" in file.triggers.on))
    throw invalid("Workflow does not have 'workflow_dispatch' trigger");
  const given = (call.body["inputs"] ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(given).filter((name) => !(name in file.triggers.inputs));
  if (unknown.length > 0) throw invalid(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  const inputs: Record<string, string> = {};
  for (const [name, declared] of Object.entries(file.triggers.inputs)) {
    const value = given[name];
    if (value !== undefined) inputs[name] = typeof value === "string" ? value : JSON.stringify(value);
    else if (declared.default !== undefined) inputs[name] = declared.default;
    else if (declared.required === true) throw invalid(`Required input '${name}' not provided`);
  }
  const run = await world.engine.dispatch(
    repo,
    file,
    { ref: `refs/heads/${branch}`, branch, sha },
    inputs,
    actor.login,
  );
  world.effect(actor, "dispatch", repo, { workflow: workflow.path, ref: asked, inputs, run: run.id });
  if (call.body["return_run_details"] !== true) return noContent;
  return ok({
    workflow_run_id: run.id,
    run_url: `${world.apiUrl}/repos/${repo.fullName}/actions/runs/${run.id}`,
    html_url: `${world.url}/${repo.fullName}/actions/runs/${run.id}`,
  });
}

function artifactOf(call: Call): Artifact {
  const id = number(call, "artifact_id");
  const found = call.repo.artifacts.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function artifacts(call: Call, all: Artifact[]): Reply {
  const name = call.query.get("name");
  const found = all.filter((one) => name === null || one.name === name).reverse();
  return counted(call, "artifacts", found, (one) => artifactJson(call.world, call.repo, one));
}

async function setState(call: Call, state: "active" | "disabled_manually"): Promise<Reply> {
  const workflow = await workflowOf(call);
  workflow.state = state;
  const kind = state === "active" ? "workflow-enabled" : "workflow-disabled";
  call.world.effect(call.actor, kind, call.repo, { workflow: workflow.path });
  return noContent;
}

const one = `${base}/workflows/{workflow_id}`;
export const workflowRoutes: Route[] = [
  {
    method: "GET",
    path: `${base}/workflows`,
    need: "actions:read",
    handle: async (call) =>
      counted(call, "workflows", await workflows(call), (found) =>
        workflowJson(call.world, call.repo, found),
      ),
  },
  {
    method: "GET",
    path: one,
    need: "actions:read",
    handle: async (call) => ok(workflowJson(call.world, call.repo, await workflowOf(call))),
  },
  {
    method: "GET",
    path: `${one}/runs`,
    need: "actions:read",
    handle: async (call) => {
      const workflow = await workflowOf(call);
      return listRuns(
        call,
        call.repo.runs.filter((run) => run.workflow === workflow),
      );
    },
  },
  { method: "POST", path: `${one}/dispatches`, need: "actions:write", handle: dispatch },
  {
    method: "PUT",
    path: `${one}/disable`,
    need: "actions:write",
    handle: (call) => setState(call, "disabled_manually"),
  },
  { method: "PUT", path: `${one}/enable`, need: "actions:write", handle: (call) => setState(call, "active") },
  {
    method: "GET",
    path: `${base}/artifacts`,
    need: "actions:read",
    handle: (call) => artifacts(call, call.repo.artifacts),
  },
  {
    method: "GET",
    path: `${base}/runs/{run_id}/artifacts`,
    need: "actions:read",
    handle: (call) => {
      const run = runOf(call);
      return artifacts(
        call,
        call.repo.artifacts.filter((artifact) => artifact.runId === run.id),
      );
    },
  },
  {
    method: "GET",
    path: `${base}/artifacts/{artifact_id}`,
    need: "actions:read",
    handle: (call) => ok(artifactJson(call.world, call.repo, artifactOf(call))),
  },
  {
    method: "GET",
    path: `${base}/artifacts/{artifact_id}/{archive_format}`,
    need: "actions:read",
    handle: (call) => {
      if (call.params["archive_format"] !== "zip") throw new HttpError(404, "Not Found");
      const artifact = artifactOf(call);
      const location = call.world.signedUrl(artifact.zip, "application/zip", `${artifact.id}.zip`);
      return { status: 302, headers: { location } };
    },
  },
  {
    method: "DELETE",
    path: `${base}/artifacts/{artifact_id}`,
    need: "actions:write",
    handle: (call) => {
      call.repo.artifacts.splice(call.repo.artifacts.indexOf(artifactOf(call)), 1);
      return noContent;
    },
  },
];
