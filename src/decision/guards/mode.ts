import { allows, stricter } from "../mode.js";
import { allow, refuse, type Guard } from "../context.js";

/** Acting needs mode `act`, for the repository and for the move. */
export const mode: Guard = ({ step }, world) => {
  const effective = stricter(world.mode, world.modeOf[step.action] ?? world.mode);
  return allows(effective, "act") ? allow("mode is act") : refuse(`mode is ${effective}`);
};
