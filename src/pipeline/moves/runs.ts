import { formatDuration, HOUR } from "../../core/clock.js";
import { repositoryKey, type RunFacts } from "../../events/event.js";
import { fileOf, type Planner } from "./context.js";

/** One rerun of one attempt, whoever wants it, in whatever way and incident. */
export const rerun: Planner = async ({ row, repository, base }) => {
  const { run } = row;
  if (!run) return null;
  const { runId, attempt, url } = run;
  return {
    ...base,
    key: `rerun:${repositoryKey(repository)}:${runId}:${attempt}`,
    params: { runId, attempt, url },
  };
};

/** GitHub ends a job of its own machines after 6 hours (docs: "Actions limits"). */
const HANGS_MS = 6 * HOUR;

/** The oldest run of the failed run's workflow and branch that nobody needs any more. */
export const cancel: Planner = async ({ row, chosen, repository, base, deps: { github, clock } }) => {
  const { run } = row;
  if (!run) return null;
  const file = fileOf(run.workflowPath);
  const runs = (await github.unfinishedRuns(repository, file, run.branch)).filter(
    (one) => !one.fork && one.runId !== run.runId,
  );
  const { which, longer_than: longest = HANGS_MS } = chosen.step;
  const head = which === "superseded" ? await github.branchHead(repository, run.branch) : null;
  const isOld = ({ startedAt }: RunFacts): boolean =>
    startedAt !== null && clock.now().getTime() - Date.parse(startedAt) > longest;
  const found = runs.find((one) =>
    which === "superseded"
      ? head !== null &&
        one.headSha !== head &&
        runs.some((later) => later.headSha === head && later.runId > one.runId)
      : isOld(one),
  );
  if (!found) {
    const how =
      which === "superseded"
        ? "is superseded by a later commit's"
        : `goes on for longer than ${formatDuration(longest)}`;
    return { nothing: `no run of ${file} on ${run.branch} ${how}` };
  }
  const { runId, attempt, url } = found;
  return {
    ...base,
    key: `cancel:${repositoryKey(repository)}:${runId}:${attempt}`,
    params: { runId, attempt, url },
  };
};
