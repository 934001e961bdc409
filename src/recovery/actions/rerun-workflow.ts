import { rerunning } from "../rerunning.js";

export const rerunWorkflow = rerunning(
  "rerun-workflow",
  "Runs all jobs of a workflow run again.",
  (github, run) => github.rerunWorkflow(run),
);
