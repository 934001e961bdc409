import type { Action } from "../action.js";
import { assignIssue } from "./assign-issue.js";
import { closePullRequest } from "./close-pull-request.js";
import { comment } from "./comment.js";
import { commitPatch } from "./commit-patch.js";
import { convertToDraft } from "./convert-to-draft.js";
import { createCheckRun } from "./create-check-run.js";
import { createIssue } from "./create-issue.js";
import { dispatchWorkflow } from "./dispatch-workflow.js";
import { markReady } from "./mark-ready.js";
import { openPullRequest } from "./open-pull-request.js";
import { react } from "./react.js";
import { reply } from "./reply.js";
import { rerunFailedJobs } from "./rerun-failed-jobs.js";
import { startAgentRun } from "./start-agent-run.js";
import { updateCheckRun } from "./update-check-run.js";
import { updateComment } from "./update-comment.js";
import { updateIssue } from "./update-issue.js";
import { updatePullRequest } from "./update-pull-request.js";

/** Everything heal can do to the world. A contract test compares this list with the folder. */
export const actions: readonly Action[] = [
  assignIssue,
  closePullRequest,
  comment,
  commitPatch,
  convertToDraft,
  createCheckRun,
  createIssue,
  dispatchWorkflow,
  markReady,
  openPullRequest,
  react,
  reply,
  rerunFailedJobs,
  startAgentRun,
  updateCheckRun,
  updateComment,
  updateIssue,
  updatePullRequest,
];

export const actionNamed = (name: string): Action | undefined =>
  actions.find((action) => action.name === name);
