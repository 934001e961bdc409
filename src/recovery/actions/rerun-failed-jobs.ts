import { rerunning } from "../rerunning.js";

export const rerunFailedJobs = rerunning(
  "rerun-failed-jobs",
  "Runs the failed jobs of a workflow run again.",
  (github, run) => github.rerunFailedJobs(run),
);
