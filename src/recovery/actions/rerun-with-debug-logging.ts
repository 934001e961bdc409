import { rerunning } from "../rerunning.js";

export const rerunWithDebugLogging = rerunning(
  "rerun-with-debug-logging",
  "Runs the failed jobs of a workflow run again, with GitHub's debug logging.",
  (github, run) => github.rerunFailedJobs(run, true),
);
