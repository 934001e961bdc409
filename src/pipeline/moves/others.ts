import { repositoryKey } from "../../events/event.js";
import { stepKey, type Planner } from "./context.js";

export const clearCache: Planner = async ({ row, chosen, repository, base, deps: { github } }) => {
  const { key } = chosen.step;
  if (key === undefined) return null;
  if ((await github.caches(repository, key)).length === 0)
    return { nothing: `no cache's key begins with ${key}` };
  return { ...base, key: stepKey("clear-cache", row, repository, chosen), params: { key } };
};

/** Only what is behind its base and still at the commit that failed. */
export const updateBranch: Planner = async ({ row, repository, base, deps: { github } }) => {
  const { run } = row;
  const number = run?.pullRequests[0];
  if (!run || number === undefined)
    return { nothing: "no pull request of this repository is at this commit" };
  const pull = await github.pull(repository, number);
  if (!pull || pull.state !== "open" || pull.headRef !== run.branch || pull.headSha !== run.headSha)
    return { nothing: `pull request ${number} is closed, or no longer at this commit` };
  if (pull.headRepositoryId !== pull.baseRepositoryId)
    return { nothing: `pull request ${number} comes from a fork` };
  if ((await github.behind(repository, pull.baseRef, pull.headSha)) === 0)
    return { nothing: `pull request ${number} is not behind ${pull.baseRef}` };
  return {
    ...base,
    key: `update-branch:${repositoryKey(repository)}:${number}:${pull.headSha}`,
    params: { number, url: pull.url, headSha: pull.headSha },
  };
};

/** On the pull request of the failed commit, else in the incident's issue. */
export const comment: Planner = async ({ row, chosen, repository, base }) => {
  const number = row.run?.pullRequests[0] ?? row.issue_number;
  const { text } = chosen.step;
  if (text === undefined) return null;
  if (number === null) return { nothing: "there is no pull request and no issue to comment on" };
  return { ...base, key: stepKey("step-comment", row, repository, chosen), params: { number, body: text } };
};
