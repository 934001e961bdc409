import type { Risk } from "../diagnosis/category.js";

/** Moves that a playbook can name as a step. */
export const moves = ["rerun-failed-jobs", "dispatch-workflow", "open-fix-pr"] as const;
export type Move = (typeof moves)[number];

/** What shows that a move helped. */
export const signals = ["workflow_run", "alert_resolved", "pull_request"] as const;
export type VerifySignal = (typeof signals)[number];

/**
 * The signals that can follow a move: the end of the run that it started, the end of the alert, the merge of its pull request. A
 * dispatched workflow that an alert called for is verified by the alert's own end, whatever the playbook says.
 */
export const signalsOf: Readonly<Record<Move, readonly VerifySignal[]>> = {
  "rerun-failed-jobs": ["workflow_run"],
  "dispatch-workflow": ["alert_resolved", "workflow_run"],
  "open-fix-pr": ["pull_request"],
};

/** What a move can do at worst; the actions that make it carry at least the same risk (a contract test compares). */
export const riskOfMove: Readonly<Record<Move, Risk>> = {
  "rerun-failed-jobs": "low",
  "dispatch-workflow": "medium",
  "open-fix-pr": "medium",
};
