import { allow, refuse, type Guard } from "../context.js";

/** What was done last may have helped or not: more of it, unasked, could undo or repeat it. */
export const proof: Guard = (_candidate, { unproven, asked }) => {
  if (!unproven) return allow("what was done before is judged");
  return asked
    ? allow(`@${asked.by} asked for it`)
    : refuse("nobody knows whether what was done last has helped; a person has to say what is next");
};
