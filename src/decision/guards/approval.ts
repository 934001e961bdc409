import { consentHint, consentFor, riskOf } from "../risk.js";
import { allow, refuse, type Guard } from "../context.js";

/** Low risk goes ahead; medium needs the owner's leave in heal.yml, or who may give it; high always needs an approval. */
export const approval: Guard = ({ playbook, step }, world) => {
  const risk = riskOf(playbook, step);
  if (risk === "low") return allow("the risk is low");
  if (risk === "high")
    return world.asked?.approves && world.asked.mayApprove
      ? allow(`@${world.asked.by} approved just this`)
      : refuse("the risk is high, and nobody has approved it");
  if (world.asked?.mayApprove) return allow(`@${world.asked.by} may approve it and asked for it`);
  const leave = consentFor(step, world);
  return leave === null
    ? refuse(
        `the risk is medium: it needs the owner's leave in heal.yml (${consentHint(step)}) or an approval`,
      )
    : allow(leave);
};
