import { allow, refuse, type Guard } from "../context.js";

/** What comes and goes by itself is not helped by an action, and proves nothing of one. */
export const steady: Guard = (_candidate, { flapping, asked }) => {
  if (flapping === null) return allow("it does not flap");
  return asked ? allow(`@${asked.by} asked for it`) : refuse(`it is ${flapping}`);
};
