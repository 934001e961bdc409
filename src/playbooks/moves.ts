/** Moves that a playbook can name as a step. */
export const moves = ["rerun-failed-jobs", "dispatch-workflow", "open-fix-pr"] as const;
export type Move = (typeof moves)[number];
