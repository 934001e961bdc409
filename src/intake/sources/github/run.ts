import { repositoryKey, type CiEvent, type RepositoryRef, type RunFacts } from "../../../events/event.js";
import { isFromOtherRepository, onDefaultBranch, workflowFile } from "../../../events/line.js";
import type { Reading, Signal } from "../../../events/signal.js";
import { ignored } from "../../alert.js";
import { link, safe, time, TITLE } from "../../text.js";
import type { WorkflowRun } from "./payload.js";

/** Conclusions that are a failure to look into; `cancelled`, `skipped` and the like were somebody's wish. */
const FAILURES = new Set(["failure", "timed_out", "startup_failure"]);

export function runFacts(payload: WorkflowRun): RunFacts {
  const run = payload.workflow_run;
  return {
    runId: run.id,
    attempt: run.run_attempt ?? 1,
    workflow: safe(run.name || payload.workflow?.name || run.path || payload.workflow?.path),
    workflowPath: workflowFile(safe(run.path || payload.workflow?.path)),
    branch: safe(run.head_branch),
    headSha: safe(run.head_sha),
    event: safe(run.event),
    conclusion: run.conclusion ? safe(run.conclusion) : null,
    actor: safe(run.triggering_actor?.login || run.actor?.login),
    title: safe(run.display_title, TITLE),
    fork: isFromOtherRepository(payload.repository, run.head_repository),
    headRepositoryId: run.head_repository?.id ?? null,
    // A branch of this repository can be the head of a pull request elsewhere, whose number is nothing here.
    pullRequests: run.pull_requests
      .filter(({ base }) => !base?.repo || base.repo.id === payload.repository.id)
      .map((pull) => pull.number),
    defaultBranch: safe(payload.repository.default_branch ?? ""),
    url: link(run.html_url) ?? "",
    startedAt: run.run_started_at ? safe(run.run_started_at) : null,
    finishedAt: run.updated_at ? safe(run.updated_at) : null,
  };
}

/** A finished attempt is always told; a failed one is an error event too. */
export function readRun(payload: WorkflowRun, repository: RepositoryRef, receivedAt: Date): Reading {
  const run = runFacts(payload);
  const at = time(run.finishedAt, receivedAt);
  const signals: Signal[] = [{ kind: "run-finished", repository, run, at }];
  if (run.conclusion === null) return ignored("the run is completed without a conclusion");
  if (FAILURES.has(run.conclusion)) signals.push({ kind: "event", event: failed(run, repository, at) });
  return { signals };
}

function failed(run: RunFacts, repository: RepositoryRef, at: Date): CiEvent {
  return {
    source: "github",
    kind: "ci",
    status: "firing",
    repository,
    severity: onDefaultBranch(run) ? "error" : "warning",
    title: `${run.workflow || "workflow"} failed on ${run.branch || run.headSha.slice(0, 7)}`,
    message: `Attempt ${run.attempt} of run ${run.runId} ended as ${run.conclusion ?? "?"}: ${run.title}`,
    occurredAt: at,
    key: `run:${repositoryKey(repository)}:${run.runId}`,
    fingerprint: null,
    service: null,
    labels: { workflow: run.workflow, branch: run.branch, event: run.event },
    url: run.url || null,
    run,
  };
}
