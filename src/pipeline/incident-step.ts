import { limits } from "../core/limits.js";
import { HOUR } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { troubleAfter } from "../events/trouble.js";
import { closePattern } from "../alerting/evaluate.js";
import { isSelfDetected } from "../alerting/self-detected.js";
import { finalStates } from "../events/incident.js";
import { refOfRow } from "../events/event.js";
import { wantCheck } from "../store/commit-checks.js";
import {
  claimIncident,
  endStep,
  lockIncident,
  pingedSince,
  renewIncident,
  setAside,
} from "../store/incident-steps.js";
import type { Db } from "../store/db.js";
import { placeCalls } from "../store/ladder.js";
import { addTimeline } from "../store/timeline.js";
import type { IncidentRow } from "../store/incidents.js";
import { noteEnds, noteOpened } from "../store/notification-placement.js";
import { ClaimLost, type Renew } from "../store/lease.js";
import type { Next, PipelineDeps, Step } from "./deps.js";
import { callsText } from "./ladder.js";
import { handOver } from "./hand-over.js";
import { stages } from "./index.js";
import { toldInTrouble } from "./notify.js";
import { endIfShut } from "./self-resolution.js";
import { meet } from "./trouble.js";

/** More than any incident has notifiers. */
const ENDS_AT_ONCE = 100;

/** One step of one incident, from claim to release. A step that throws is tried again with growing pauses, then handed over. */
export async function incidentStep(id: number, deps: PipelineDeps): Promise<void> {
  const row = await claim(id, deps);
  if (!row) return;
  const renew: Renew = (db, until) => renewIncident(db, row, until);
  await deps.leases
    .during(limits.stepLeaseMs, renew, () => oneStep(row, deps))
    .catch((error: unknown) => {
      if (!(error instanceof ClaimLost)) throw error;
      deps.log.warn({ incident: id, state: row.state }, error.message);
    });
}

/** A row that cannot be read has no step, however often it is tried: its trouble is shown until somebody mends it. */
async function claim(id: number, deps: PipelineDeps): Promise<IncidentRow | null> {
  const now = deps.clock.now();
  try {
    return await claimIncident(deps.db, id, now, limits.stepLeaseMs);
  } catch (error) {
    if (!(error instanceof HealError) || error.code !== "HEAL_ROW_INVALID") throw error;
    deps.log.error({ incident: id }, error.explain());
    const { code, message: reason } = error;
    await setAside(deps.db, id, troubleAfter(null, { code, reason }, now), new Date(now.getTime() + HOUR));
    return null;
  }
}

async function oneStep(row: IncidentRow, deps: PipelineDeps): Promise<void> {
  const { id } = row;
  const next = await step(row, deps).catch((error: unknown) => trouble(row, error, deps));
  if (next.state !== row.state && !stages[row.state].to.includes(next.state))
    throw new Error(`incident ${id} may not go from ${row.state} to ${next.state}`);
  const now = deps.clock.now();
  let check: number | null = null;
  const messages: number[] = [];
  const due = await deps.db.tx(async (tx) => {
    check = null;
    await lockIncident(tx, id);
    // An alert that came while the step ended its incident would have nobody: it is looked at once more.
    if (row.kind === "alert" && finalStates.includes(next.state) && (await pingedSince(tx, row)))
      return endStep(tx, row, { state: row.state, nextStepAt: now, progress: true }, now);
    await next.write?.(tx);
    const over = next.state === "recovered" || (next.state === "closed" && next.mergedInto === undefined);
    if (over && row.fingerprint !== null && !isSelfDetected(row) && !row.run?.fork)
      await closePattern(tx, row.fingerprint, now);
    if (isNewsOfCommit(row, next, now)) check = await wantCheckOf(tx, row, now);
    const ended = await endStep(tx, row, next, now);
    // Last: what notifiers share is locked by all steps, behind whatever each has locked.
    messages.push(...(await noteOpened(tx, { incident: id, notifiers: next.notify ?? [] }, now)));
    const calls = next.later ?? [];
    if (await placeCalls(tx, id, calls))
      await addTimeline(tx, id, { kind: "escalated", actor: "heal", text: callsText(calls), at: now });
    if (finalStates.includes(next.state)) messages.push(...(await noteEnds(tx, now, ENDS_AT_ONCE, id)));
    return ended;
  });
  if (check !== null) await deps.queue.wake({ task: "check", id: check });
  deps.at?.(`${row.state} became ${next.state}`);
  const waiting = row.requested?.commandId ?? row.chosen?.asked?.commandId;
  if (waiting !== undefined) await deps.queue.wake({ task: "command", id: waiting }, { priority: 0 });
  if (next.mergedInto !== undefined) await deps.queue.wake({ task: "incident", id: next.mergedInto });
  for (const message of messages) await deps.queue.wake({ task: "notification", id: message });
  if (due.next_step_at) await deps.queue.wake({ task: "incident", id }, { at: due.next_step_at });
}

/** What people see of it has changed, and the next step does not follow at once. */
const isNewsOfCommit = (row: IncidentRow, next: Next, now: Date): boolean =>
  next.progress && (finalStates.includes(next.state) || next.nextStepAt === null || next.nextStepAt > now);

const wantCheckOf = async (tx: Db, row: IncidentRow, now: Date): Promise<number | null> => {
  const repository = refOfRow(row);
  return repository && row.run ? wantCheck(tx, { repository, headSha: row.run.headSha, now }) : null;
};

const step: Step = async (row, deps) => {
  const over: Next = { state: row.state, nextStepAt: null, progress: true };
  if (stages[row.state].step === null) return over;
  return (await endIfShut(row, deps)) ?? (await take(row, deps)) ?? over;
};

const take = (row: IncidentRow, deps: PipelineDeps): Promise<Next> | undefined =>
  row.state === "acting" || row.state === "verifying"
    ? stages[row.state].step?.(row, deps)
    : stages[row.state].step?.(row, deps);

/** GitHub or the store is in trouble: later. Too often: to people, who see why. */
async function trouble(row: IncidentRow, error: unknown, deps: PipelineDeps): Promise<Next> {
  const now = deps.clock.now();
  const { trouble: met, pauseMs } = meet(row, error, now);
  const { reason, tries } = met;
  deps.log.warn({ incident: row.id, state: row.state, attempt: tries, reason }, "a step failed");
  if (pauseMs === null) return handOver(row, met, deps);
  const nextStepAt = new Date(now.getTime() + pauseMs);
  return { state: row.state, nextStepAt, progress: false, trouble: met, notify: toldInTrouble(row, deps) };
}
