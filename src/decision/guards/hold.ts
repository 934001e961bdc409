import { formatDuration } from "../../core/clock.js";
import { instant } from "../../core/format.js";
import { HOLD_MS, REMEMBERED_MS } from "../../events/alerts/flapping.js";
import { allow, refuseUntil, type Guard } from "../context.js";

/**
 * What fires for a moment only is not acted on, as with Prometheus' `for` and the soft states of Nagios. What flapped lately may
 * only begin to flap again: it has to fire for longer than flapping does.
 */
export const hold: Guard = ({ playbook }, { firing, limits, asked, now }) => {
  if (firing === null) return allow("it is no alert that could resolve");
  if (asked) return allow(`@${asked.by} asked for it`);
  const { since, flappedAt } = firing;
  const wanted = playbook.limits.hold ?? limits.alertHoldMs;
  const flapped = flappedAt !== null && flappedAt.getTime() >= now.getTime() - REMEMBERED_MS;
  const needed = flapped ? Math.max(wanted, HOLD_MS) : wanted;
  const until = new Date(since.getTime() + needed);
  if (until <= now) return allow(`it has fired for ${formatDuration(now.getTime() - since.getTime())}`);
  const why = `it ${flapped ? `flapped on ${flappedAt.toISOString().slice(0, 10)} and ` : ""}has to fire for ${formatDuration(needed)} first`;
  return refuseUntil(until, `${why}: heal acts at ${instant(until)} unless it resolves`);
};
