import type { Attempt } from "../../../src/decision/attempt.js";
import type { DecisionContext } from "../../../src/decision/context.js";
import type { Subject } from "../../../src/playbooks/match.js";
import type { Playbook, Step } from "../../../src/playbooks/schema.js";
import { attempt } from "../support.js";

/** One row: what the guard says, and what is so. */
export interface Case {
  says: string;
  world?: Partial<DecisionContext>;
  counts?: Partial<DecisionContext["counts"]>;
  attempts?: Attempt[];
  risk?: Playbook["risk"];
  subject?: Partial<Subject>;
  step?: Step;
  goesOn?: true;
  limits?: Playbook["limits"];
  predicted?: number;
  until?: string;
}

/** By guard. */
export type Cases = Record<string, { allows: Case[]; refuses: Case[] }>;

export const fix: Step = { action: "open-fix-pr" };
export const dispatch: Step = { action: "dispatch-workflow" };
export const job = { name: "j", category: "network" as const, confidence: 0.9 };
export const asked = { by: "mia", move: "rerun-failed-jobs", mayApprove: false } as const;
export const approver: DecisionContext["asked"] = { by: "ann", move: "open-fix-pr", mayApprove: true };
export const restart = (ended: number, change: Partial<Attempt> = {}): Attempt =>
  attempt(ended, { move: "dispatch-workflow", thing: "r.yml", service: "shop", ...change });
export const shop: Partial<DecisionContext> = {
  offers: { recoveryWorkflow: "r.yml", fixProducers: [] },
  shared: { workflowPath: null, recoveryWorkflow: "r.yml", service: "shop", headSha: null },
};
