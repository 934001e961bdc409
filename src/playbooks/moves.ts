import type { Risk } from "../diagnosis/category.js";

/** Moves that a playbook can name as a step. */
export const moves = [
  "rerun-failed-jobs",
  "rerun-workflow",
  "rerun-with-debug-logging",
  "cancel-run",
  "clear-actions-cache",
  "update-branch",
  "disable-workflow",
  "enable-workflow",
  "deployment-rollback",
  "dispatch-workflow",
  "open-fix-pr",
  "comment",
  "open-issue",
  "wait",
] as const;
export type Move = (typeof moves)[number];

/** What shows that a move helped; `made`: it heals nothing, it only makes ready or tells, and is there once it was made. */
export const signals = ["workflow_run", "alert_resolved", "pull_request", "made"] as const;
export type VerifySignal = (typeof signals)[number];

interface MoveFacts {
  /** What it can do at worst; the actions that make it carry at least the same risk (a contract test compares). */
  risk: Risk;
  /**
   * The signals that can follow it: the end of the run that it started, the end of the alert, the merge of its pull request. A
   * dispatched workflow that an alert called for is verified by the alert's own end, whatever the playbook says.
   */
  signals: readonly VerifySignal[];
  /** It makes sense for the failed commit alone: not once the branch has moved on. */
  ofCommit: boolean;
  /** It changes nothing but what people read, and leaves no intent of its own that says that it was made in this incident. */
  tells?: true;
  /** It runs a run again: all of these count together for a commit. */
  reruns?: true;
  /** What was done, and what is being done, in words for people. */
  done: string;
  doing: string;
  noun: string;
  /** As in "this workflow was ... 5 times today". */
  verb: string;
  /** The move that takes it back, where heal can do so itself. */
  undoneBy?: Move;
}

const rerun = { risk: "low", signals: ["workflow_run"], ofCommit: true, reruns: true } as const;
const again = { noun: "rerun", verb: "rerun" } as const;
const dispatched = { noun: "dispatch", verb: "dispatched" } as const;
const said = { risk: "low", signals: ["made"], ofCommit: false, tells: true } as const;

export const aboutMove: Readonly<Record<Move, MoveFacts>> = {
  "rerun-failed-jobs": {
    ...{ ...rerun, ...again, done: "the failed jobs run again" },
    doing: "heal runs the failed jobs again and looks whether that helps.",
  },
  "rerun-workflow": {
    ...{ ...rerun, ...again, done: "all jobs run again" },
    doing: "heal runs all jobs again and looks whether that helps.",
  },
  "rerun-with-debug-logging": {
    ...{ ...rerun, ...again, done: "the failed jobs run again with debug logging" },
    doing: "heal runs the failed jobs again with debug logging and looks whether that helps.",
  },
  "cancel-run": {
    ...{ risk: "medium", signals: ["made"], ofCommit: false, noun: "cancellation", verb: "cancelled" },
    done: "a run that hangs or was superseded is cancelled",
    doing: "heal cancels a run of this workflow that hangs or was superseded.",
  },
  "clear-actions-cache": {
    ...{ risk: "medium", signals: ["made"], ofCommit: false, noun: "clearing", verb: "cleared of caches" },
    done: "the caches are deleted",
    doing: "heal deletes caches that the playbook names.",
  },
  "update-branch": {
    ...{ risk: "medium", signals: ["workflow_run"], ofCommit: true, noun: "update", verb: "updated" },
    done: "the base branch was merged into the pull request's",
    doing: "heal has merged the base branch into this one and looks whether that helps.",
  },
  "disable-workflow": {
    ...{ risk: "medium", signals: ["made", "alert_resolved"], ofCommit: false },
    ...{ noun: "disabling", verb: "disabled", undoneBy: "enable-workflow" },
    done: "the workflow is disabled",
    doing: "heal has disabled the workflow.",
  },
  "enable-workflow": {
    ...{ risk: "medium", signals: ["made", "alert_resolved"], ofCommit: false },
    ...{ noun: "enabling", verb: "enabled", undoneBy: "disable-workflow" },
    done: "the workflow is enabled",
    doing: "heal has enabled the workflow.",
  },
  "deployment-rollback": {
    ...{ risk: "high", signals: ["alert_resolved", "workflow_run"], ofCommit: true, ...dispatched },
    done: "the rollback workflow was started",
    doing: "heal has started the rollback workflow and looks whether it helps.",
  },
  "dispatch-workflow": {
    ...{ risk: "medium", signals: ["alert_resolved", "workflow_run"], ofCommit: true, ...dispatched },
    done: "the recovery workflow was started",
    doing: "heal has started the recovery workflow and looks whether it helps.",
  },
  "open-fix-pr": {
    ...{ risk: "medium", signals: ["pull_request"], ofCommit: true, noun: "fix", verb: "fixed" },
    done: "a fix is being made",
    doing: "heal is making a fix; it opens a pull request if the repository's own CI passes with it.",
  },
  comment: {
    ...{ ...said, noun: "comment", verb: "commented on", done: "the comment was written" },
    doing: "heal has written a comment.",
  },
  "open-issue": {
    ...{ ...said, noun: "issue", verb: "told of", done: "people were told" },
    doing: "heal tells people and goes on.",
  },
  wait: {
    ...{ ...said, noun: "wait", verb: "waited for", done: "heal waits" },
    doing: "heal waits before it looks again.",
  },
};

/** The moves that change more than what people read. */
export const changingMoves: readonly Move[] = moves.filter((move) => !aboutMove[move].tells);

/** It only makes ready for what follows, or tells somebody: whether the failure is over is not its to show. */
export const onlyPrepares = (move: Move, signal: VerifySignal | undefined): boolean =>
  aboutMove[move].signals.includes("made") && signal !== "alert_resolved";

/** What counts together with a move when uses of a workflow are counted. */
export const kindOf = (move: Move): string => (aboutMove[move].reruns ? "rerun" : move);
