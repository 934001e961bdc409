import { attend } from "./attend.js";
import type { Detection, Input } from "./detection.js";
import { aboutOf, judge } from "./judge.js";
import { defaultPolicy, type Policy } from "./policy.js";
import { newCalls, newSubjectState, type Calls, type SubjectState } from "./subject-state.js";

/** Everything the engine remembers, bounded by `MOST` subjects. */
export interface EngineState {
  subjects: Map<string, SubjectState>;
  calls: Calls;
}

export const newEngineState = (): EngineState => ({ subjects: new Map(), calls: newCalls() });

export const MOST = 50_000;

/**
 * Takes one input and gives back what is remarkable about it: detectors judge it by its subject's past (`judge`), then
 * repetition, silences and storms decide who is called (`attend`). The running server does the same with rows for state.
 */
export function detect(state: EngineState, input: Input, policy: Policy = defaultPolicy): Detection[] {
  const about = aboutOf(input);
  const subject = state.subjects.get(about.subject) ?? newSubjectState();
  keep(state.subjects, about.subject, subject);
  return attend(subject, state.calls, about, judge(subject, input, policy), policy);
}

/** Puts an entry at the young end of a map and drops the oldest when there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
