import { mayMove } from "./events/incident.js";
import { limits } from "./core/limits.js";
import { reasonOf } from "./core/errors.js";
import { fixStep } from "./pipeline/fix.js";
import { endPattern, observe } from "./learning/detect.js";
import { isOwn } from "./learning/own.js";
import { recognise, recognitionWords } from "./learning/recognise.js";
import { act, planOf, type Chosen } from "./pipeline/act.js";
import { closeIssue, recoveredText, tellPulls, type Kept } from "./pipeline/close.js";
import { decideStep, type Request } from "./pipeline/decide.js";
import type { Next, PipelineDeps, Step } from "./pipeline/deps.js";
import { diagnoseIncident } from "./pipeline/diagnose.js";
import { failureSeen } from "./pipeline/detect.js";
import { endIfOver, endIfShut, goesOn, leftRed } from "./pipeline/endings.js";
import { escalate, lastReasons } from "./pipeline/escalate.js";
import { handOver } from "./pipeline/hand-over.js";
import { runOfReport, unknownRun } from "./pipeline/reported.js";
import { routeAgain } from "./pipeline/routing.js";
import { meet } from "./pipeline/trouble.js";
import { joinTwin } from "./pipeline/twin.js";
import { concluded, pollAt, verify } from "./pipeline/verify.js";
import { addTimeline } from "./store/history.js";
import { meetPattern } from "./store/learned.js";
import {
  claimIncident,
  endStep,
  lockIncident,
  renewIncident,
  toIncident,
  type IncidentRow,
} from "./store/incidents.js";
import { ClaimLost, type Renew } from "./store/lease.js";
import { openTwin } from "./store/lines.js";

/**
 * The way of a failure:
 *
 *   open ─► diagnosing ─► acting ─► verifying ─► recovered
 *              │  ▲                    │
 *              │  └──── it failed ─────┘
 *              └─► escalated ─► closed          (ignored: mode, stop, or heal's own doing)
 *
 * A step takes one incident, looks, does at most one thing, and leaves the next state with the time of the next look. What it
 * writes is one transaction; what it does to the world goes through intents, so that a step that died is simply run again.
 */
const steps: Record<IncidentRow["state"], Step | null> = {
  open: diagnose,
  diagnosing: decideOrDiagnose,
  acting: move,
  verifying: look,
  escalated: bringUpToDate,
  recovered: null,
  closed: null,
  ignored: null,
};

/** What failed, and have we met it before? The same failure, already with people, is one incident and not two. */
async function diagnose(row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  const over = await endIfOver(row, deps);
  if (over) return over;
  if (!row.repository && !(await routeAgain(row, deps)))
    return { state: "open", nextStepAt: null, progress: true };
  if (row.kind === "report" && !(await runOfReport(row, deps))) return unknownRun(row, deps.clock.now());
  // Mutes and windows count from the first failure on; without them the findings are noted as usual.
  if (row.repository)
    await deps.rules
      .of(repositoryOf(row))
      .catch((error: unknown) =>
        deps.log.debug({ incident: row.id, reason: reasonOf(error) }, "rules not read"),
      );
  const { record, fingerprint, jobs } = await diagnoseIncident(row, deps);
  const now = deps.clock.now();
  const repository = row.repository as string;

  const twin = row.kind === "ci" && fingerprint !== null ? await openTwin(deps.db, row, fingerprint) : null;
  if (twin) return joinTwin(row, twin.id, now, { record, fingerprint, jobs });

  // Another attempt of the same failure is no other incident of it.
  const before = row.diagnosis as Kept | null;
  const again = fingerprint !== null && fingerprint === row.fingerprint && before !== null;
  const identity = {
    id: row.id,
    category: record.category,
    title: record.summary,
    repository,
    at: row.first_seen,
  };
  const known = again
    ? before.recognition
    : fingerprint === null
      ? null
      : await recognise(deps.db, { ...identity, fingerprint });
  return {
    state: "diagnosing",
    nextStepAt: now,
    progress: true,
    category: record.category,
    fingerprint,
    diagnosis: { ...record, recognition: known } satisfies Kept,
    write: async (tx) => {
      const text = `${record.category} (${Math.round(record.confidence * 100)} %): ${record.summary}`;
      await addTimeline(tx, row.id, { kind: "diagnosed", actor: "heal", text, at: now });
      if (fingerprint !== null && !again && !row.run?.fork)
        await meetPattern(tx, { ...identity, incident: row.id, fingerprint });
      if (!isOwn(row))
        await observe(
          tx,
          failureSeen(row, record, { fingerprint: again ? null : fingerprint, incident: row.id, jobs }),
          now,
        );
      if (known && !again)
        await addTimeline(tx, row.id, {
          kind: "recognised",
          actor: "heal",
          text: recognitionWords(known),
          url: `${deps.publicUrl}/incidents/${known.firstIncident}`,
          at: now,
        });
    },
  };
}

/** Decides on what is known; another attempt is another log, so it is read first. */
async function decideOrDiagnose(row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  // While GitHub was away it may have ended by itself; what a person asked for is judged all the same.
  const over = row.requested ? null : await endIfOver(row, deps);
  if (over) return over;
  const record = row.diagnosis as Kept | null;
  if (record === null || (row.run !== null && record.attempt < row.run.attempt)) return diagnose(row, deps);
  const rules = await deps.rules.of(repositoryOf(row));
  return decideStep(row, record, rules, deps);
}

/** Makes the move that was chosen. */
async function move(row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  const chosen = row.chosen as Chosen;
  const record = row.diagnosis as Kept;
  const rules = await deps.rules.of(repositoryOf(row));
  if (chosen.move === "open-fix-pr") return fixStep(row, record, chosen, rules, deps);
  const plan = planOf(chosen, row, record, rules, await deps.github.defaultBranch(repositoryOf(row)));
  if (plan) return act(plan, chosen, row, deps);
  return { state: "diagnosing", nextStepAt: deps.clock.now(), progress: false };
}

/** Did it help? */
async function look(row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  const chosen = row.chosen as Chosen;
  const record = row.diagnosis as Kept;
  if (chosen.move === "open-fix-pr")
    return fixStep(row, record, chosen, await deps.rules.of(repositoryOf(row)), deps);
  const end = await verify(row, chosen, deps);
  if (end === "wait") return { state: "verifying", nextStepAt: pollAt(deps), progress: true };
  if (end.verdict !== "successful") return concluded(row, chosen, end, deps);
  const what =
    chosen.move === "rerun-failed-jobs"
      ? `the failed jobs passed when run again (${end.reason}).`
      : `recovered: ${end.reason}.`;
  const left = row.kind === "alert" ? [] : await leftRed(row, repositoryOf(row), deps);
  if (left.length > 0) return goesOn(concluded(row, chosen, end, deps), left, row, deps);
  const text = recoveredText(row, record, what, chosen.predicted, deps);
  const retryAt = (await tellPulls(row, text, deps)) ?? (await closeIssue(row, text, deps));
  return retryAt
    ? { state: "verifying", nextStepAt: retryAt, progress: false }
    : concluded(row, chosen, end, deps);
}

/** People have it: tell them what is new, take up what they ask for, end it when it is over. */
async function bringUpToDate(row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  if (row.requested) return decideOrDiagnose(row, deps);
  const over = await endIfOver(row, deps);
  if (over) return over;
  // It could not be looked into when it was handed over.
  const record = row.diagnosis as Kept | null;
  if (record === null) return diagnose(row, deps);
  const rules = await deps.rules.of(repositoryOf(row));
  return escalate(row, record, await lastReasons(row, deps), rules, deps);
}

const repositoryOf = (row: IncidentRow) => {
  const { repository } = toIncident(row);
  if (!repository) throw new Error(`incident ${row.id} has no repository`);
  return repository;
};

/** One step of one incident, from claim to release. A step that throws is tried again with growing pauses, then handed over. */
export async function incidentStep(id: number, deps: PipelineDeps): Promise<void> {
  const row = await claimIncident(deps.db, id, deps.clock.now(), limits.stepLeaseMs);
  if (!row) return;
  const renew: Renew = (db, until) => renewIncident(db, row, until);
  await deps.leases
    .during(limits.stepLeaseMs, renew, () => oneStep(row, deps))
    .catch((error: unknown) => {
      if (!(error instanceof ClaimLost)) throw error;
      deps.log.warn({ incident: id, state: row.state }, error.message);
    });
}

async function oneStep(row: IncidentRow, deps: PipelineDeps): Promise<void> {
  const { id } = row;
  const next = await step(row, deps).catch((error: unknown) => trouble(row, error, deps));
  if (next.state !== row.state && !mayMove(row.state, next.state))
    throw new Error(`incident ${id} may not go from ${row.state} to ${next.state}`);
  const now = deps.clock.now();
  const due = await deps.db.tx(async (tx) => {
    await lockIncident(tx, id);
    await next.write?.(tx);
    const over = next.state === "recovered" || (next.state === "closed" && next.mergedInto === undefined);
    if (over && row.fingerprint !== null && !isOwn(row) && !row.run?.fork)
      await endPattern(tx, row.fingerprint, now);
    return endStep(tx, row, next, now);
  });
  deps.at?.(`${row.state} became ${next.state}`);
  const waiting =
    (row.requested as Request | null)?.commandId ?? (row.chosen as Chosen | null)?.asked?.commandId;
  if (waiting !== undefined) await deps.queue.wake({ task: "command", id: waiting }, { priority: 0 });
  if (next.mergedInto !== undefined) await deps.queue.wake({ task: "incident", id: next.mergedInto });
  if (due.next_step_at) await deps.queue.wake({ task: "incident", id }, { at: due.next_step_at });
}

const step: Step = async (row, deps) => {
  const way = steps[row.state] ?? idle;
  return (way === idle ? null : await endIfShut(row, deps)) ?? way(row, deps);
};

const idle: Step = async (row) => ({ state: row.state, nextStepAt: null, progress: true });

/** GitHub or the store is in trouble: later. Too often: to people, who see why. */
async function trouble(row: IncidentRow, error: unknown, deps: PipelineDeps): Promise<Next> {
  const now = deps.clock.now();
  const { trouble: met, pauseMs } = meet(row, error, now);
  const { reason, tries } = met;
  deps.log.warn({ incident: row.id, state: row.state, attempt: tries, reason }, "a step failed");
  if (pauseMs === null) return handOver(row, met, deps);
  return { state: row.state, nextStepAt: new Date(now.getTime() + pauseMs), progress: false, trouble: met };
}
