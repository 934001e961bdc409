import { HealError } from "../core/errors.js";
import type { GitHub } from "./port.js";

/** GitHub for a heal without an App: it takes in alerts and shows them; every call says what is missing. */
export function unconfiguredGitHub(): GitHub {
  const refuse = () =>
    Promise.reject(new HealError("HEAL_GITHUB_REFUSED", "no GitHub App is configured (APP_ID is not set)"));
  return {
    run: refuse,
    jobs: refuse,
    jobLog: refuse,
    runErrors: refuse,
    rerunFailedJobs: refuse,
    dispatch: refuse,
    dispatchedRuns: refuse,
    artifact: refuse,
    defaultBranch: refuse,
    branchHead: refuse,
    file: refuse,
    blob: refuse,
    modes: refuse,
    folder: refuse,
    commit: refuse,
    committed: refuse,
    deleteBranch: refuse,
    checks: refuse,
    changes: refuse,
    pull: refuse,
    pullOf: refuse,
    newestPull: refuse,
    pullAuthors: refuse,
    openPull: refuse,
    updatePull: refuse,
    markReady: refuse,
    convertToDraft: refuse,
    issue: refuse,
    createIssue: refuse,
    updateIssue: refuse,
    ownIssues: refuse,
    comments: refuse,
    comment: refuse,
    updateComment: refuse,
    react: refuse,
    assign: refuse,
    permission: refuse,
    createCheckRun: refuse,
    updateCheckRun: refuse,
    ownCheckRun: refuse,
  };
}
