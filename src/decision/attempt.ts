import type { Move } from "../playbooks/moves.js";
import type { Step } from "../playbooks/schema.js";

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

export const useOf = (step: Step, shared: Shared): Use => ({
  move: step.action,
  thing:
    step.action === "dispatch-workflow" ? (step.workflow ?? shared.recoveryWorkflow) : shared.workflowPath,
  service: step.action === "dispatch-workflow" ? shared.service : null,
  commit: shared.headSha,
});

export const isBad = (verdict: Verdict): boolean => verdict === "failed" || verdict === "error";
