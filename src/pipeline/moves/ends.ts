import { flappingNow } from "../../alerting/flapping-groups.js";
import type { Chosen } from "../../decision/stored.js";
import { proofOf } from "../../events/alerts/standing.js";
import type { RepositoryRef } from "../../events/event.js";
import { standingOf } from "../../store/alert-members.js";
import type { IncidentRow } from "../../store/incidents.js";
import { intentByKey } from "../../store/intents.js";
import { laterCommitOf } from "../../store/run-lines.js";
import { newestAttempt } from "../../store/runs.js";
import type { OutcomeVerdict } from "../../store/timeline.js";
import { repositoryOf, runOf, type PipelineDeps } from "../deps.js";
import { stepKey } from "./context.js";
import { isPreparation } from "./index.js";
import { isSet, undoBegun } from "./switches.js";

export type Outcome = { verdict: OutcomeVerdict; reason: string };
/** What only makes ready was made. */
export type Prepared = { verdict: "prepared"; reason: string };
export type Verified = Outcome | Prepared | "wait";
/** What did not come yet. */
export type Waiting = { wait: string };
export const NOTHING: Waiting = { wait: "nothing was heard" };

/** The pull request's new commit is tried by the same workflow. */
export async function updatedBranchEnd(row: IncidentRow, { db }: PipelineDeps): Promise<Outcome | Waiting> {
  const later = await laterCommitOf(db, repositoryOf(row), runOf(row));
  if (later === null) return NOTHING;
  const where = `${later.facts.workflow} at ${later.head_sha.slice(0, 7)}`;
  if (later.conclusion === "success") return { verdict: "successful", reason: `${where} passed` };
  if (later.conclusion === "cancelled") return { verdict: "inconclusive", reason: `${where} was cancelled` };
  return { verdict: "failed", reason: `${where} ended with ${later.conclusion}` };
}

/** The workflow is as heal has set it; for an alert that is only the beginning. */
export async function switchEnd(
  row: IncidentRow,
  chosen: Chosen,
  deps: PipelineDeps,
): Promise<Outcome | Prepared | Waiting> {
  const repository = repositoryOf(row);
  if (await undoBegun(row, chosen, deps)) return { verdict: "failed", reason: "it did not help" };
  const made = await intentByKey(deps.db, stepKey(chosen.move, row, repository, chosen));
  const workflow = made?.effect?.detail;
  const state = workflow === undefined ? null : await deps.github.workflowState(repository, workflow);
  if (workflow === undefined || state === null)
    return { verdict: "inconclusive", reason: "the workflow is gone" };
  if (!isSet(chosen, state))
    return { verdict: "inconclusive", reason: `somebody has set ${workflow} otherwise since` };
  const words = `${workflow} is ${state === "active" ? "enabled" : "disabled"}`;
  return isPreparation(chosen) ? { verdict: "prepared", reason: words } : alertEnd(row, words, deps);
}

/** GitHub takes a while to end what it was asked to end. */
export async function cancelEnd(
  row: IncidentRow,
  chosen: Chosen,
  deps: PipelineDeps,
): Promise<Outcome | Prepared | Waiting> {
  const runId = chosen.target;
  if (runId === undefined) return NOTHING;
  const run = await deps.github.run({ repository: repositoryOf(row), runId });
  const over = run === null || run.status === "completed";
  return over
    ? { verdict: "prepared", reason: `run ${runId} has ended` }
    : { wait: `run ${runId} has not ended` };
}

/** What the incident's alerts say of what was made. Only their own end proves something, and not while they flap. */
export async function alertEnd(
  row: IncidentRow,
  made: string,
  { db, clock }: PipelineDeps,
): Promise<Outcome | Waiting> {
  const flapping = await flappingNow(db, row.id, clock.now());
  if (flapping) return { verdict: "inconclusive", reason: `the alert is ${flapping.text}` };
  const proof = proofOf(await standingOf(db, row.id));
  if (proof === "firing") return NOTHING;
  return proof === "proven"
    ? { verdict: "successful", reason: `${made} and the alert resolved` }
    : { verdict: "inconclusive", reason: `the alert ended, which proves nothing (${proof.unproven})` };
}

export async function endOfRun(
  repository: RepositoryRef,
  runId: number,
  { db, github }: PipelineDeps,
  after: number,
): Promise<{ attempt: number; conclusion: string } | null> {
  const told = await newestAttempt(db, repository.fullName, runId);
  if (told && told.attempt > after) return { attempt: told.attempt, conclusion: told.conclusion };
  const run = await github.run({ repository, runId });
  if (!run || run.attempt <= after || run.status !== "completed" || run.conclusion === null) return null;
  return { attempt: run.attempt, conclusion: run.conclusion };
}
