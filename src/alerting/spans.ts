import { MINUTE } from "../core/clock.js";
import type { Observation } from "./subjects.js";

const AT_ONCE_MS = MINUTE;

/** Observations by when they were made, in their order: a storm is what comes at once, not a backlog of hours that is read at once. */
export function spansOf(seen: readonly Observation[]): Observation[][] {
  const spans: Observation[][] = [];
  for (const one of seen) {
    const first = spans.at(-1)?.[0];
    if (first && Math.abs(one.input.at - first.input.at) <= AT_ONCE_MS) spans.at(-1)?.push(one);
    else spans.push([one]);
  }
  return spans;
}
