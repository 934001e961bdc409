import { useOf } from "../../decision/attempt.js";
import { consentFor } from "../../decision/risk.js";
import type { Chosen } from "../../decision/stored.js";
import type { DiagnosisRecord } from "../../diagnosis/record.js";
import { aboutMove, onlyPrepares, type Move } from "../../playbooks/moves.js";
import type { IncidentRow } from "../../store/incidents.js";
import { consentOf, sharedBy } from "../decision-context.js";
import { repositoryOf, type PipelineDeps, type Rules } from "../deps.js";
import type { MoveContext, Planned, Planner } from "./context.js";
import { dispatch, rollback } from "./dispatches.js";
import { clearCache, comment, updateBranch } from "./others.js";
import { cancel, rerun } from "./runs.js";
import { setWorkflow } from "./switches.js";

/** Moves that are no single effect: a fix is a way of its own, people are told as usual, and waiting does nothing. */
export type EffectMove = Exclude<Move, "open-fix-pr" | "open-issue" | "wait">;

const planners: Readonly<Record<EffectMove, Planner>> = {
  "rerun-failed-jobs": rerun,
  "rerun-workflow": rerun,
  "rerun-with-debug-logging": rerun,
  "cancel-run": cancel,
  "clear-actions-cache": clearCache,
  "update-branch": updateBranch,
  "disable-workflow": setWorkflow,
  "enable-workflow": setWorkflow,
  "deployment-rollback": rollback,
  "dispatch-workflow": dispatch,
  comment,
};

/** The effect behind a chosen move. */
export async function planOf(
  move: EffectMove,
  chosen: Chosen,
  row: IncidentRow,
  record: DiagnosisRecord,
  rules: Rules,
  deps: PipelineDeps,
): Promise<Planned> {
  const repository = repositoryOf(row);
  const shared = sharedBy(row, record, rules);
  const use = useOf(chosen.step, shared);
  // The owner may have taken the leave back since the decision.
  if (!hasLeave(chosen, shared.recoveryWorkflow, rules)) return null;
  const base = {
    ...{ repository, incidentId: row.id, since: chosen.decidedAt, action: move },
    // What only tells uses up nothing that others would want.
    ...(move === "comment"
      ? {}
      : { shared: { use, limits: chosen.limits ?? {}, asked: chosen.asked !== null } }),
    ...(chosen.asked?.offer === undefined ? {} : { approved: true }),
  };
  const context: MoveContext = { row, record, chosen, rules, repository, shared, use, base, deps };
  return planners[move](context);
}

function hasLeave(
  { step, asked, move, risk = aboutMove[move].risk }: Chosen,
  own: string | null,
  rules: Rules,
): boolean {
  if (risk === "low") return true;
  if (asked?.mayApprove === true) return risk === "medium" || asked.offer !== undefined;
  if (risk === "high") return false;
  const offers = { recoveryWorkflow: own, fixProducers: [] };
  return consentFor(step, { offers, consent: consentOf(rules), asked: null }) !== null;
}

/** It heals nothing by itself. */
export const isPreparation = ({ move, signal }: Pick<Chosen, "move" | "signal">): boolean =>
  onlyPrepares(move, signal);
