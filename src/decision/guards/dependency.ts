import { allow, refuse, type Guard } from "../context.js";

/** Trouble that follows from another service's is mended there. */
export const dependency: Guard = (_candidate, { burning, asked }) => {
  if (burning === null) return allow("nothing that it depends on burns");
  return asked
    ? allow(`@${asked.by} asked for it`)
    : refuse(`${burning.service}, which it depends on, burns: incident ${burning.incident}`);
};
