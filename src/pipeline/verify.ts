import { limits } from "../core/limits.js";
import type { RepositoryRef, RunFacts } from "../events/event.js";
import { eventsOf } from "../store/events.js";
import { addTimeline, type OutcomeVerdict } from "../store/history.js";
import { toIncident, type IncidentRow } from "../store/incidents.js";
import { intentByKey, nameDispatchedRun } from "../store/intents.js";
import { newestAttempt } from "../store/runs.js";
import { learnOutcome } from "../learning/outcome.js";
import type { Chosen } from "./act.js";
import type { Next, PipelineDeps } from "./deps.js";

type Verified = { verdict: OutcomeVerdict; reason: string } | "wait";

/** What came of the move: the run's own end, the alert's end, or the deadline. Webhooks first; GitHub itself when none came. */
export async function verify(row: IncidentRow, chosen: Chosen, deps: PipelineDeps): Promise<Verified> {
  const late = chosen.deadline !== undefined && deps.clock.now() >= new Date(chosen.deadline);
  const seen =
    chosen.move === "rerun-failed-jobs" ? await rerunEnd(row, deps) : await dispatchEnd(row, chosen, deps);
  if (seen !== "wait" || !late) return seen;
  return { verdict: "inconclusive", reason: "nothing was heard within the time allowed" };
}

async function rerunEnd(row: IncidentRow, deps: PipelineDeps): Promise<Verified> {
  const { repository, run } = toIncident(row) as { repository: RepositoryRef; run: RunFacts };
  const diagnosed = (row.diagnosis as { attempt: number } | null)?.attempt ?? run.attempt;
  const end = await endOfRun(repository, run.runId, deps, diagnosed);
  if (end === null) return "wait";
  if (end.conclusion === "success") return { verdict: "successful", reason: `attempt ${end.attempt} passed` };
  if (end.conclusion === "cancelled")
    return { verdict: "inconclusive", reason: `attempt ${end.attempt} was cancelled` };
  return { verdict: "failed", reason: `attempt ${end.attempt} ended with ${end.conclusion}` };
}

async function dispatchEnd(row: IncidentRow, chosen: Chosen, deps: PipelineDeps): Promise<Verified> {
  const { repository } = toIncident(row) as { repository: RepositoryRef };
  const key = `dispatch:${repository.fullName}:${row.id}`;
  const runId = await dispatchedRun(repository, key, chosen, deps);
  const run = runId === null ? null : await endOfRun(repository, runId, deps, 0);
  if (run && run.conclusion !== "success")
    return { verdict: "failed", reason: `the recovery workflow ended with ${run.conclusion}` };
  const last = (await eventsOf(deps.db, row.id)).filter((event) => event.kind === "alert").at(-1);
  if (!run || last?.status !== "resolved") return "wait";
  return { verdict: "successful", reason: "the recovery workflow passed and the alert resolved" };
}

/** The run that our dispatch made: GitHub may have told it, else it is the first of its kind after the dispatch. */
async function dispatchedRun(
  repository: RepositoryRef,
  key: string,
  chosen: Chosen,
  { db, github }: PipelineDeps,
): Promise<number | null> {
  const intent = await intentByKey(db, key);
  if (intent?.effect?.id !== undefined) return intent.effect.id;
  const workflow = intent?.effect?.detail;
  if (workflow === undefined) return null;
  const runs = await github.dispatchedRuns(repository, workflow, new Date(chosen.decidedAt));
  const ours = runs.at(-1);
  if (!ours) return null;
  await nameDispatchedRun(db, key, ours.runId, ours.url);
  return ours.runId;
}

async function endOfRun(
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

/** The outcome becomes a row, trust, and the next state. */
export function concluded(
  row: IncidentRow,
  chosen: Chosen,
  end: { verdict: OutcomeVerdict; reason: string },
  deps: PipelineDeps,
): Next {
  const now = deps.clock.now();
  const failed: Next = {
    state: "diagnosing",
    nextStepAt: now,
    progress: true,
    write: async (tx) => {
      await learnOutcome(tx, row, { action: chosen.move, ...end, at: now });
      await addTimeline(tx, row.id, {
        kind: "verified",
        actor: "heal",
        text: `${chosen.move}: ${end.verdict}, ${end.reason}`,
        at: now,
      });
    },
  };
  return end.verdict === "successful" ? { ...failed, state: "recovered", nextStepAt: null } : failed;
}

export const pollAt = (deps: PipelineDeps): Date =>
  new Date(deps.clock.now().getTime() + limits.verifyPollMs);
