import { useOf } from "../attempt.js";
import { limitReason } from "../shared-limits.js";
import { allow, refuse, type Guard } from "../context.js";

/** Limits per commit, per workflow and day, per repository, and by GitHub's rate limits. */
export const budget: Guard = ({ step, playbook }, world) => {
  const { counts } = world;
  if (counts.writesLastHour >= world.limits.writesPerHour)
    return refuse(
      `${counts.writesLastHour} writes in the last hour, the limit is ${world.limits.writesPerHour}`,
    );
  const most = world.limits.openFixPulls;
  if (step.action === "open-fix-pr" && counts.openFixPulls >= most)
    return refuse(`${counts.openFixPulls} fix pull requests are open, the limit is ${most}`);
  const use = useOf(step, world.shared);
  const rest = limitReason(world.attempts, use, playbook.limits, world.now, world.asked !== null);
  return step.action === "open-fix-pr" && rest.allowed
    ? allow(`${counts.openFixPulls} of ${most} fix pull requests are open`)
    : rest;
};
