import type { Action } from "../action.js";
import { assignIssue } from "./assign-issue.js";
import { cancelRun } from "./cancel-run.js";
import { clearActionsCache } from "./clear-actions-cache.js";
import { closePullRequest } from "./close-pull-request.js";
import { comment } from "./comment.js";
import { commitPatch } from "./commit-patch.js";
import { convertToDraft } from "./convert-to-draft.js";
import { createCheckRun } from "./create-check-run.js";
import { createIssue } from "./create-issue.js";
import { deploymentRollback } from "./deployment-rollback.js";
import { disableWorkflow } from "./disable-workflow.js";
import { dispatchWorkflow } from "./dispatch-workflow.js";
import { enableWorkflow } from "./enable-workflow.js";
import { markReady } from "./mark-ready.js";
import { openPullRequest } from "./open-pull-request.js";
import { react } from "./react.js";
import { reply } from "./reply.js";
import { rerunFailedJobs } from "./rerun-failed-jobs.js";
import { rerunWithDebugLogging } from "./rerun-with-debug-logging.js";
import { rerunWorkflow } from "./rerun-workflow.js";
import { startAgentRun } from "./start-agent-run.js";
import { updateBranch } from "./update-branch.js";
import { updateCheckRun } from "./update-check-run.js";
import { updateComment } from "./update-comment.js";
import { updateIssue } from "./update-issue.js";
import { updatePullRequest } from "./update-pull-request.js";

/** Everything heal can do to the world. A contract test compares this list with the folder. */
export const actions: readonly Action[] = [
  assignIssue,
  cancelRun,
  clearActionsCache,
  closePullRequest,
  comment,
  commitPatch,
  convertToDraft,
  createCheckRun,
  createIssue,
  deploymentRollback,
  disableWorkflow,
  dispatchWorkflow,
  enableWorkflow,
  markReady,
  openPullRequest,
  react,
  reply,
  rerunFailedJobs,
  rerunWithDebugLogging,
  rerunWorkflow,
  startAgentRun,
  updateBranch,
  updateCheckRun,
  updateComment,
  updateIssue,
  updatePullRequest,
];

export const actionNamed = (name: string): Action | undefined =>
  actions.find((action) => action.name === name);
