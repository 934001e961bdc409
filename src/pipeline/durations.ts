import type { Clock } from "../core/clock.js";
import { note } from "../learning/attention.js";
import type { Telling } from "../monitoring/performance.js";
import { toldOf } from "../monitoring/slower.js";
import type { Queue } from "../queue/port.js";
import { newestAttempt } from "../store/runs.js";

/**
 * A duration that moved goes the way of every finding: half slower makes an incident with the commits next to the change,
 * a fifth is noted, and faster ends what was said of slower.
 */
export const tellDurations = ({
  clock,
  queue,
  publicUrl,
}: {
  clock: Clock;
  queue: Pick<Queue, "wake">;
  publicUrl: string;
}): Telling => ({
  async tell(tx, change, again) {
    const run = await newestAttempt(tx, change.repository, change.after_run);
    return note(tx, toldOf(change, { runUrl: run?.facts.url ?? null, publicUrl, again }), clock.now());
  },
  wake: (id) => queue.wake({ task: "incident", id }),
});
