import { dispatching } from "../dispatching.js";

export const dispatchWorkflow = dispatching({
  name: "dispatch-workflow",
  says: "Starts a workflow of the repository by workflow_dispatch.",
  risk: "medium",
  undo: "Cancel the run; what it did is the workflow's own to take back.",
});
