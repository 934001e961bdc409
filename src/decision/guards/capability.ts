import { producersOffered } from "../risk.js";
import { aboutMove } from "../../playbooks/moves.js";
import type { Step } from "../../playbooks/step.js";
import { allow, refuse, type Guard } from "../context.js";

/** What names its workflow, or speaks to people, can be done for an alert too. */
export const needsRun = ({ action, workflow }: Step): boolean =>
  action !== "open-fix-pr" &&
  !["clear-actions-cache", "deployment-rollback"].includes(action) &&
  !aboutMove[action].tells &&
  workflow === undefined;

/** The repository must offer what the move needs. */
export const capability: Guard = ({ step }, { offers, lacking, headSha }) => {
  if (step.workflow !== undefined && lacking.includes(step.workflow))
    return refuse(`the repository has no workflow ${step.workflow}`);
  if (step.action === "dispatch-workflow") {
    const workflow = step.workflow ?? offers.recoveryWorkflow;
    return workflow
      ? allow(`the recovery workflow is ${workflow}`)
      : refuse("no recovery workflow is named for this service");
  }
  if (needsRun(step) && headSha === null)
    return refuse(
      aboutMove[step.action].reruns ? "there is no run whose jobs could run again" : "there is no run",
    );
  if (step.action !== "open-fix-pr") return allow("nothing more is needed");
  const usable = producersOffered(step, { offers });
  return usable.length > 0
    ? allow(`fixes can come from ${usable.join(", ")}`)
    : refuse("no producer of fixes serves this kind of failure here");
};
