import type { Move } from "../playbooks/moves.js";
import type { Step } from "../playbooks/step.js";

/** What came of an attempt; `under way` while its incident is still being acted on or verified. */
export type Verdict = "under way" | "successful" | "failed" | "inconclusive" | "error";

/** One time that a move was made, or tried: what limits and breakers count. */
export interface Attempt {
  move: Move;
  repository: string;
  incident: number | null;
  /** What the move was made with and others share: a workflow's file, or its path. */
  thing: string | null;
  /** The configured service it was made for. */
  service: string | null;
  commit: string | null;
  at: Date;
  /** null while it is under way. */
  endedAt: Date | null;
  verdict: Verdict;
}

/** What a move is about to use, so that others who use it are seen. */
export type Use = Pick<Attempt, "move" | "thing" | "service" | "commit">;

export interface Shared {
  /** Path of the failed run's workflow; null: no run failed. */
  workflowPath: string | null;
  recoveryWorkflow: string | null;
  /** The configured service; a name that only an alert says is the sender's to choose. */
  service: string | null;
  headSha: string | null;
}

/** What a step would start or set: a workflow that it names, else the service's or the failed run's. */
function thingOf({ action, workflow, key }: Step, shared: Shared): string | null {
  if (action === "dispatch-workflow") return workflow ?? shared.recoveryWorkflow;
  if (action === "clear-actions-cache") return key ?? null;
  return workflow ?? shared.workflowPath;
}

const isDispatch = (move: Move): boolean => move === "dispatch-workflow" || move === "deployment-rollback";

export const useOf = (step: Step, shared: Shared): Use => ({
  move: step.action,
  thing: thingOf(step, shared),
  service: isDispatch(step.action) ? shared.service : null,
  commit: shared.headSha,
});

export const isBad = (verdict: Verdict): boolean => verdict === "failed" || verdict === "error";
