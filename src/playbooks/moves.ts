import type { Risk } from "../diagnosis/category.js";

/** Moves that a playbook can name as a step. */
export const moves = ["rerun-failed-jobs", "dispatch-workflow", "open-fix-pr"] as const;
export type Move = (typeof moves)[number];

/** What a move can do at worst; the actions that make it carry at least the same risk (a contract test compares). */
export const riskOfMove: Readonly<Record<Move, Risk>> = {
  "rerun-failed-jobs": "low",
  "dispatch-workflow": "medium",
  "open-fix-pr": "medium",
};
