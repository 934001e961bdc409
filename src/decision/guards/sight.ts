import { allow, refuse, type Guard } from "../context.js";

/**
 * Who is blind does not know how a service fares: monitoring's own trouble is no reason to act on what it watches, and neither
 * is what an alert said before monitoring went blind.
 */
export const sight: Guard = ({ subject: { category } }, { asked, blind }) => {
  if (category !== "monitoring_gap" && blind === null) return allow("monitoring sees what it is about");
  if (asked) return allow(`@${asked.by} asked for it`);
  return refuse(
    category === "monitoring_gap"
      ? "monitoring sees nothing, so nobody knows whether anything is wrong with what it watches"
      : `monitoring of the service is in trouble itself: incident ${blind}`,
  );
};
