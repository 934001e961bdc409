import { formatDuration } from "../../core/clock.js";
import type { Chosen } from "../../decision/stored.js";
import type { DiagnosisRecord } from "../../diagnosis/record.js";
import type { ActingIncident, IncidentRow } from "../../store/incidents.js";
import { addTimeline } from "../../store/timeline.js";
import type { Next, PipelineDeps, Rules } from "../deps.js";
import { escalate, lastReasons } from "../escalate.js";
import { endIfOver } from "../self-resolution.js";
import { positionText } from "../../decision/spoken.js";
import { goOn, judgedStep } from "./position.js";

/** Nothing is done till then. */
export function waitFor(chosen: Chosen, row: IncidentRow, { clock }: PipelineDeps): Next {
  const now = clock.now();
  const until = new Date(now.getTime() + (chosen.step.for ?? 0));
  const text = `heal waits for ${formatDuration(chosen.step.for ?? 0)} (playbook ${chosen.playbook}${positionText(chosen)})`;
  return {
    state: "verifying",
    nextStepAt: until,
    progress: true,
    action: chosen.move,
    chosen: { ...chosen, deadline: until.toISOString() },
    write: async (tx) =>
      void (await addTimeline(tx, row.id, { kind: "acted", actor: "heal", text, at: now })),
  };
}

/** Its time is over, or the failure is. */
export async function waited(row: ActingIncident, deps: PipelineDeps): Promise<Next> {
  const { chosen } = row;
  const over = await endIfOver(row, deps);
  if (over) return over;
  const until = new Date(chosen.deadline ?? chosen.decidedAt);
  if (deps.clock.now() < until) return { state: "verifying", nextStepAt: until, progress: true };
  return goOn(chosen, `waited${positionText(chosen)}: the failure is still there`, row, deps);
}

/** People get it as in any escalation, and the playbook goes on beside them. */
export async function tellAndGoOn(
  row: IncidentRow,
  record: DiagnosisRecord,
  chosen: Chosen,
  rules: Rules,
  deps: PipelineDeps,
): Promise<Next> {
  const told = await escalate(row, record, await lastReasons(row, deps), rules, deps);
  // Not told yet, or found to be another incident.
  if (told.state !== "escalated" || !told.progress)
    return { ...told, state: told.mergedInto === undefined ? row.state : told.state };
  return { ...told, state: "diagnosing", nextStepAt: deps.clock.now(), chosen: judgedStep(chosen) };
}
