import { applyAlertPolicy } from "./alert-policy.js";
import type { Detection, Input } from "./detection.js";
import { findingSubjectOf, runDetectors } from "./run-detectors.js";
import { defaultPolicy, type Policy } from "./policy.js";
import {
  newNotificationLog,
  newSubjectState,
  type NotificationLog,
  type SubjectState,
} from "./subject-state.js";

/** Everything the engine remembers, bounded by `MAX_SUBJECTS` subjects. */
export interface EngineState {
  subjects: Map<string, SubjectState>;
  notifications: NotificationLog;
}

export const newEngineState = (): EngineState => ({
  subjects: new Map(),
  notifications: newNotificationLog(),
});

export const MAX_SUBJECTS = 50_000;

/**
 * Takes one input and gives back what is remarkable about it: detectors judge it by its subject's past (`runDetectors`), then
 * repetition, silences and storms decide who is called (`applyAlertPolicy`). The running server does the same with rows for state.
 */
export function detect(state: EngineState, input: Input, policy: Policy = defaultPolicy): Detection[] {
  const about = findingSubjectOf(input);
  const subject = state.subjects.get(about.subject) ?? newSubjectState();
  keep(state.subjects, about.subject, subject);
  return applyAlertPolicy(subject, state.notifications, about, runDetectors(subject, input, policy), policy);
}

/** Puts an entry at the young end of a map and drops the oldest when there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_SUBJECTS) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
