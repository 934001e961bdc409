import { isPlausible } from "../core/clock.js";
import type { Detection } from "./detection.js";
import type { Finding } from "./run-detectors.js";
import { silenceOf, type FindingSubject, type Policy } from "./policy.js";
import type { NotificationLog, SubjectState } from "./subject-state.js";

/** What is said of a call that was folded into the storm's. */
export const PART_OF_STORM = "part of a storm";

/**
 * Turns findings into detections, most important first; at most one of them requires attention. A repeated finding is left
 * out, a silenced one is kept and calls nobody, `resolved` always passes. Subject and calls are changed in place. `coming`: how
 * many more calls are known to follow at once, so that a storm that comes in one piece is one call from its beginning.
 */
export function applyAlertPolicy(
  state: SubjectState,
  calls: NotificationLog,
  about: FindingSubject,
  findings: readonly Finding[],
  policy: Policy,
  coming = 0,
): Detection[] {
  const fresh = findings
    .filter((one) => one.detector === "resolved" || !isRepeated(state, policy, one, about.at))
    .sort((a, b) => Number(b.notify) - Number(a.notify) || b.score - a.score);
  return fresh.map(({ notify: wants, ...finding }, place) => {
    const base = { ...finding, subject: about.subject, at: about.at };
    if (!wants) return { ...base, requiresAttention: false, silenced: null };
    if (policy.labelOnly.has(finding.detector))
      return { ...base, requiresAttention: false, silenced: "label only" };
    if (place > 0) return { ...base, requiresAttention: false, silenced: "said with the first" };
    return notifyOnce(state, calls, policy, about, base, coming);
  });
}

/** Notes that it speaks, unless it spoke lately. What was only noted does not keep it from calling. */
function isRepeated(
  { spoke }: SubjectState,
  policy: Policy,
  { detector, notify }: Finding,
  at: number,
): boolean {
  const key = notify ? detector : `${detector} noted`;
  const last = spoke[key];
  if (last !== undefined && isPlausible(last, at) && at - last < policy.repeatAfter) return true;
  spoke[key] = at;
  return false;
}

function notifyOnce(
  state: SubjectState,
  calls: NotificationLog,
  policy: Policy,
  about: FindingSubject,
  base: Omit<Detection, "requiresAttention" | "silenced">,
  coming: number,
): Detection {
  const quiet = (silenced: string): Detection => ({ ...base, requiresAttention: false, silenced });
  const silence = silenceOf(policy.silences, about, base.detector);
  if (silence) {
    // It may be said again once the silence is over.
    delete state.spoke[base.detector];
    return quiet(silence.why === "mute" ? "muted" : "in a maintenance window");
  }
  // What is critical is never folded into a call about less.
  const kind = base.detector === "threshold.severity" ? "critical" : "other";
  const group = `${kind} ${about.service === null ? about.subject : `service ${about.service}`}`;
  const last = calls.groups[group];
  if (last !== undefined && isPlausible(last, about.at) && about.at - last < policy.groupWithin)
    return quiet("belongs to the call before");
  calls.groups = recent(calls.groups, about.at, policy.groupWithin);
  calls.groups[group] = about.at;
  calls.times = [...calls.times.filter(within(about.at, policy.storm.span)), about.at].slice(-KEPT);
  const many = calls.times.length + coming;
  if (many <= policy.storm.notifications) {
    calls.storm = null;
    return { ...base, requiresAttention: true, silenced: null };
  }
  const first = calls.storm === null;
  calls.storm ??= about.at;
  if (!first) return quiet(PART_OF_STORM);
  return {
    ...base,
    detector: "storm",
    reason: `${many} findings within ${policy.storm.span / 60_000} minutes, the latest: ${base.reason}`,
    numbers: { ...base.numbers, findings: many },
    threshold: `more than ${policy.storm.notifications} calls within ${policy.storm.span / 60_000} minutes`,
    requiresAttention: true,
    silenced: null,
  };
}

/** Not older than the span, and not of a future that nobody believes. */
const within =
  (now: number, span: number) =>
  (at: number): boolean =>
    at > now - span && isPlausible(at, now);

/** Latest calls and groups that are remembered: what a storm of thousands leaves stays a few kilobytes. */
const KEPT = 100;
const recent = (groups: Record<string, number>, now: number, span: number): Record<string, number> =>
  Object.fromEntries(
    Object.entries(groups)
      .filter(([, at]) => within(now, span)(at))
      .sort(([, a], [, b]) => a - b)
      .slice(-KEPT),
  );
