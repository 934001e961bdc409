import type { Clock } from "../core/clock.js";
import { recordFinding } from "../alerting/raise-finding.js";
import type { ChangeHandler } from "../performance/duration-monitor.js";
import { regressionFindingOf } from "../performance/regression.js";
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
}): ChangeHandler => ({
  async record(tx, change, again) {
    const run = await newestAttempt(tx, change.repository, change.after_run);
    return recordFinding(
      tx,
      regressionFindingOf(change, { runUrl: run?.facts.url ?? null, publicUrl, again }),
      clock.now(),
    );
  },
  wake: (id) => queue.wake({ task: "incident", id }),
});
