import { toValue, type Value } from "./expressions/index.js";
import type { RunRequest } from "./types.js";
import { parseTriggers } from "./workflow.js";

/** The inputs of a dispatched run with the workflow's defaults filled in. */
export function inputsOf(request: RunRequest): Record<string, string> {
  const declared = Object.entries(parseTriggers(request.workflow).inputs);
  const defaults = declared.map(([name, input]) => [name, input.default ?? ""] as const);
  if (request.event !== "workflow_dispatch") return { ...request.inputs };
  return { ...Object.fromEntries(defaults), ...request.inputs };
}

const refName = (ref: string) => ref.replace(/^refs\/(?:heads|tags|pull)\//, "");

/** The `github` context that all jobs of a run share. */
export function githubContext(request: RunRequest, workflowName: string): Record<string, Value> {
  const { repository, ref, workflowPath } = request;
  const inputs = inputsOf(request);
  const event = request.event === "workflow_dispatch" ? { inputs, ...request.payload } : request.payload;
  return {
    actor: request.actor,
    triggering_actor: request.actor,
    api_url: request.apiUrl,
    base_ref: request.baseRef ?? "",
    event: toValue(event),
    event_name: request.event,
    graphql_url: request.graphqlUrl,
    head_ref: request.headRef ?? "",
    ref,
    ref_name: refName(ref),
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    repository,
    repository_owner: repository.split("/")[0] ?? "",
    run_attempt: String(request.attempt),
    run_id: String(request.runId),
    run_number: String(request.runNumber),
    server_url: request.serverUrl,
    sha: request.sha,
    workflow: workflowName,
    workflow_ref: `${repository}/${workflowPath}@${ref}`,
    workflow_sha: request.sha,
  };
}

/** The contexts that are known before any job starts. `inputs` has real booleans; `github.event.inputs` text. */
export function runContexts(request: RunRequest, workflowName: string): Record<string, Value> {
  const declared = parseTriggers(request.workflow).inputs;
  const inputs = Object.entries(inputsOf(request)).map(([name, value]) => [
    name,
    declared[name]?.type === "boolean" ? value === "true" : value,
  ]);
  return {
    github: githubContext(request, workflowName),
    inputs: toValue(Object.fromEntries(inputs)),
    vars: { ...request.vars },
  };
}
