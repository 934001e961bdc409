import { limits } from "../../core/limits.js";
import { allow, refuse, type Guard } from "../world.js";

/** How often is enough: per commit, per workflow and day, per repository, and of GitHub's patience. */
export const budget: Guard = ({ step, playbook }, world) => {
  const { counts } = world;
  if (counts.writesLastHour >= world.limits.writesPerHour)
    return refuse(
      `${counts.writesLastHour} writes in the last hour, the limit is ${world.limits.writesPerHour}`,
    );
  if (step.action === "open-fix-pr")
    return counts.openFixPulls < world.limits.openFixPulls
      ? allow(`${counts.openFixPulls} of ${world.limits.openFixPulls} fix pull requests are open`)
      : refuse(
          `${counts.openFixPulls} fix pull requests are open, the limit is ${world.limits.openFixPulls}`,
        );
  if (step.action !== "rerun-failed-jobs") return allow("within the hourly budget");
  const perCommit = Math.min(playbook.limits.per_commit ?? limits.rerunsPerCommit, limits.rerunsPerCommit);
  if (counts.rerunsOfCommit >= (world.asked ? limits.rerunsPerCommit : perCommit))
    return refuse(`this commit was rerun ${counts.rerunsOfCommit} times, the limit is ${perCommit}`);
  const perDay = playbook.limits.per_workflow_per_day;
  if (!world.asked && perDay !== undefined && counts.rerunsOfWorkflowToday >= perDay)
    return refuse(
      `this workflow was rerun ${counts.rerunsOfWorkflowToday} times today, the limit is ${perDay}`,
    );
  return allow(`rerun ${counts.rerunsOfCommit + 1} of at most ${perCommit} for this commit`);
};
