import { allows, stricter } from "../mode.js";
import { allow, refuse, type Guard } from "../context.js";

/** Acting needs mode `act`, for the repository and for the move; or `suggest`, and an approval of what was suggested. */
export const mode: Guard = ({ step }, world) => {
  const effective = stricter(world.mode, world.modeOf[step.action] ?? world.mode);
  // An approval of a suggestion is the leave that the mode waits for.
  if (world.asked?.approves && allows(effective, "speak")) return allow(`@${world.asked.by} approved it`);
  return allows(effective, "act") ? allow("mode is act") : refuse(`mode is ${effective}`);
};
