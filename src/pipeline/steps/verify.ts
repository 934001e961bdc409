import { HOUR } from "../../core/clock.js";
import { limits } from "../../core/limits.js";
import type { RepositoryRef, RunFacts } from "../../events/event.js";
import { addTimeline, type OutcomeVerdict } from "../../store/timeline.js";
import type { ActingIncident, IncidentRow } from "../../store/incidents.js";
import { dispatchOfRun, intentByKey, nameDispatchedRun, othersUnnamed } from "../../store/intents.js";
import { aboutMove } from "../../playbooks/moves.js";
import { learnOutcome } from "../../learning/outcome.js";
import { positionText } from "../../decision/spoken.js";
import type { Chosen } from "../../decision/stored.js";
import type { DiagnosisRecord } from "../../diagnosis/record.js";
import { closeIssue, recoveredText, tellPulls } from "../resolution-comment.js";
import { repositoryOf, runOf, type Next, type PipelineDeps, type Step } from "../deps.js";
import { lastReasons } from "../escalate.js";
import { tellOfLong } from "../tell-of-long.js";
import { fixStep } from "../fix/index.js";
import { dispatchKey } from "../moves/dispatches.js";
import {
  alertEnd,
  cancelEnd,
  endOfRun,
  NOTHING,
  switchEnd,
  updatedBranchEnd,
  type Outcome,
  type Prepared,
  type Verified,
  type Waiting,
} from "../moves/ends.js";
import { goOn, judgedStep } from "../moves/position.js";
import { undoOf } from "../moves/switches.js";
import { waited } from "../moves/telling.js";
import { goesOn, leftRed } from "../self-resolution.js";

/** Did it help? */
export const verify: Step<ActingIncident> = async (row, deps) => {
  const { chosen, diagnosis: record } = row;
  if (chosen.move === "open-fix-pr")
    return fixStep(row, record, chosen, await deps.rules.of(repositoryOf(row)), deps);
  if (chosen.move === "wait") return waited(row, deps);
  const end = await outcomeOf(row, chosen, deps);
  if (end === "wait") return watchOn(row, record, deps);
  if (end.verdict === "prepared")
    return goOn(chosen, `${chosen.move}${positionText(chosen)}: ${end.reason}`, row, deps);
  if (end.verdict === "failed") return undone(row, chosen, end, deps);
  if (end.verdict !== "successful") return concluded(row, chosen, end, deps);
  const what = aboutMove[chosen.move].reruns
    ? `the failed jobs passed when run again (${end.reason}).`
    : `recovered: ${end.reason}.`;
  const left = row.kind === "alert" ? [] : await leftRed(row, repositoryOf(row), deps);
  if (left.length > 0) return goesOn(concluded(row, chosen, end, deps), left, row, deps);
  const text = recoveredText(row, record, what, chosen.predicted, deps);
  const retryAt = (await tellPulls(row, text, deps)) ?? (await closeIssue(row, text, deps));
  return retryAt
    ? { state: "verifying", nextStepAt: retryAt, progress: false }
    : concluded(row, chosen, end, deps);
};

/** It is looked at again; who fires for long meanwhile is told. */
async function watchOn(row: IncidentRow, record: DiagnosisRecord, deps: PipelineDeps): Promise<Next> {
  const rules = await deps.rules.of(repositoryOf(row));
  const { told } = await tellOfLong(row, record, await lastReasons(row, deps), rules, deps);
  return { ...told, state: "verifying", nextStepAt: pollAt(deps), progress: true };
}

/** What came of the move: the run's own end, the alert's end, or the deadline. Webhooks first; GitHub itself when none came. */
export async function outcomeOf(row: IncidentRow, chosen: Chosen, deps: PipelineDeps): Promise<Verified> {
  const late = chosen.deadline !== undefined && deps.clock.now() >= new Date(chosen.deadline);
  const seen = await seenOf(row, chosen, deps);
  if (!("wait" in seen)) return seen;
  return late ? { verdict: "inconclusive", reason: `${seen.wait} within the time allowed` } : "wait";
}

async function seenOf(
  row: IncidentRow,
  chosen: Chosen,
  deps: PipelineDeps,
): Promise<Outcome | Prepared | Waiting> {
  if (aboutMove[chosen.move].reruns) return rerunEnd(row, deps);
  switch (chosen.move) {
    case "dispatch-workflow":
    case "deployment-rollback":
      return dispatchEnd(row, chosen, deps);
    case "update-branch":
      return updatedBranchEnd(row, deps);
    case "disable-workflow":
    case "enable-workflow":
      return switchEnd(row, chosen, deps);
    case "cancel-run":
      return cancelEnd(row, chosen, deps);
    default:
      return { verdict: "prepared", reason: aboutMove[chosen.move].done };
  }
}

async function rerunEnd(row: IncidentRow, deps: PipelineDeps): Promise<Outcome | Waiting> {
  const [repository, run] = [repositoryOf(row), runOf(row)];
  const diagnosed = row.diagnosis?.attempt ?? run.attempt;
  const end = await endOfRun(repository, run.runId, deps, diagnosed);
  if (end === null) return NOTHING;
  if (end.conclusion === "success") return { verdict: "successful", reason: `attempt ${end.attempt} passed` };
  if (end.conclusion === "cancelled")
    return { verdict: "inconclusive", reason: `attempt ${end.attempt} was cancelled` };
  return { verdict: "failed", reason: `attempt ${end.attempt} ended with ${end.conclusion}` };
}

async function dispatchEnd(row: IncidentRow, chosen: Chosen, deps: PipelineDeps): Promise<Outcome | Waiting> {
  const repository = repositoryOf(row);
  const key = dispatchKey({ row, repository, chosen });
  const runId = await dispatchedRun(repository, { key, incident: row.id }, chosen, deps);
  if (runId === null) return { wait: "no run was seen that is surely the one that was started" };
  const run = await endOfRun(repository, runId, deps, 0);
  if (run && run.conclusion !== "success")
    return { verdict: "failed", reason: `the recovery workflow ended with ${run.conclusion}` };
  if (!run) return NOTHING;
  if (row.kind === "alert") return alertEnd(row, "the recovery workflow passed", deps);
  return chosen.signal === "workflow_run"
    ? { verdict: "successful", reason: "the recovery workflow passed" }
    : { wait: "the recovery workflow passed, and no alert belongs to this failure whose end would prove it" };
}

/** A run that an earlier dispatch made may appear this late. */
const SLOW_START_MS = HOUR;

/** The run that our dispatch made: GitHub told it, or it is proven; null: neither. */
async function dispatchedRun(
  repository: RepositoryRef,
  { key, incident }: { key: string; incident: number },
  chosen: Chosen,
  { db, github }: PipelineDeps,
): Promise<number | null> {
  const intent = await intentByKey(db, key);
  if (intent?.effect?.id !== undefined) return intent.effect.id;
  const workflow = intent?.effect?.detail;
  if (workflow === undefined) return null;
  const since = new Date(chosen.decidedAt);
  const runs: RunFacts[] = [];
  for (const run of await github.dispatchedRuns(repository, workflow, since)) {
    const known = await dispatchOfRun(db, repository.fullName, run.runId);
    if (!known || known.incident_id === incident) runs.push(run);
  }
  const before = new Date(since.getTime() - SLOW_START_MS);
  const rivals = await othersUnnamed(db, { key, repository: repository.fullName, workflow, since: before });
  const ours = provenRun(runs, { key, workflow, rivals });
  if (ours) await nameDispatchedRun(db, key, ours.runId, ours.url);
  return ours?.runId ?? null;
}

/**
 * Of runs that this App started, the one that a dispatch made: its name shows the key; or no name shows one, and there is one
 * run of the workflow's file and no other dispatch that could have made it.
 */
export function provenRun(
  runs: readonly RunFacts[],
  { key, workflow, rivals }: { key: string; workflow: string; rivals: boolean },
): RunFacts | null {
  const of = runs.filter(
    (run) =>
      !run.fork && run.event === "workflow_dispatch" && run.workflowPath === `.github/workflows/${workflow}`,
  );
  const named = of.filter(({ title }) => keysIn(title).includes(key));
  if (named.length > 0) return named.length === 1 ? (named[0] ?? null) : null;
  const unnamed = of.filter(({ title }) => keysIn(title).length === 0);
  return unnamed.length === 1 && !rivals ? (unnamed[0] ?? null) : null;
}

/** Whole keys that a name shows: `dispatch:acme/web:1` is not `dispatch:acme/web:12`. */
const keysIn = (title: string): string[] =>
  title.split(/[^\w.:/-]+/).filter((word) => word.startsWith("dispatch:"));

/** What did not help is taken back first, where heal can do that itself. */
async function undone(row: IncidentRow, chosen: Chosen, end: Outcome, deps: PipelineDeps): Promise<Next> {
  const back = await undoOf(row, chosen, deps);
  const next = concluded(row, chosen, end, deps);
  if (!back) return next;
  const result = await deps.effects.run(back);
  if (result.state === "later") return { state: "verifying", nextStepAt: result.retryAt, progress: false };
  const text =
    result.state === "done"
      ? `${chosen.move} did not help and was taken back by ${back.action}`
      : `${chosen.move} did not help and could not be taken back: ${result.reason}`;
  return {
    ...next,
    write: async (tx) => {
      await next.write?.(tx);
      await addTimeline(tx, row.id, { kind: "trouble", actor: "heal", text, at: deps.clock.now() });
    },
  };
}

/** The outcome becomes a row, trust, and the next state. */
function concluded(
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
    chosen: { ...judgedStep(chosen), unproven: end.verdict === "inconclusive" },
    write: async (tx) => {
      await learnOutcome(tx, row, { action: chosen.move, ...end, at: now });
      await addTimeline(tx, row.id, {
        kind: "verified",
        actor: "heal",
        text: `${chosen.move}${positionText(chosen)}: ${end.verdict}, ${end.reason}`,
        at: now,
      });
    },
  };
  return end.verdict === "successful" ? { ...failed, state: "recovered", nextStepAt: null } : failed;
}

const pollAt = (deps: PipelineDeps): Date => new Date(deps.clock.now().getTime() + limits.verifyPollMs);
