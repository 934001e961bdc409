import { allow, refuse, type Guard } from "../context.js";

/** Who is blind does not know how a service fares: monitoring's own trouble is no reason to act on what it watches. */
export const sight: Guard = ({ subject: { category } }, { asked }) => {
  if (category !== "monitoring_gap") return allow("monitoring sees what it is about");
  return asked
    ? allow(`@${asked.by} asked for it`)
    : refuse("monitoring sees nothing, so nobody knows whether anything is wrong with what it watches");
};
