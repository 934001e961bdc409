import { allow, refuse, type Guard } from "../context.js";

/** A stop forbids everything; a stop that cannot be read counts as one. */
export const killSwitch: Guard = (_candidate, { stop }) => {
  if (stop === "unreadable") return refuse("the kill switch could not be read");
  return stop ? refuse(`stopped by ${stop.by}: ${stop.reason}`) : allow("nothing is stopped");
};
