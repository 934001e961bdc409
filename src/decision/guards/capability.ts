import { producersOffered } from "../risk.js";
import { allow, refuse, type Guard } from "../context.js";

/** The repository must offer what the move needs. */
export const capability: Guard = ({ step }, { offers, headSha }) => {
  if (step.action === "dispatch-workflow") {
    const workflow = step.workflow ?? offers.recoveryWorkflow;
    return workflow
      ? allow(`the recovery workflow is ${workflow}`)
      : refuse("no recovery workflow is named for this service");
  }
  if (step.action !== "open-fix-pr")
    return headSha === null
      ? refuse("there is no run whose jobs could run again")
      : allow("nothing more is needed");
  const usable = producersOffered(step, { offers });
  return usable.length > 0
    ? allow(`fixes can come from ${usable.join(", ")}`)
    : refuse("no producer of fixes serves this kind of failure here");
};
