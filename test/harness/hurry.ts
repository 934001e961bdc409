import { sweep } from "../../src/pipeline/sweep.js";
import type { Clock } from "../../src/core/clock.js";
import type { IncidentRow } from "../../src/store/incidents.js";
import type { Stage } from "./stage.js";
import { until } from "./until.js";

/** heal's clock, moved on to the next look whenever an incident only waits: nobody sits through a poll's pause. */
export interface Hurry {
  clock: Clock;
  /** Moves the clock on, and leaves it to the next sweep to see. */
  pass(ms: number): void;
  reach(on: Stage, repository: string, runId: number, state: IncidentRow["state"]): Promise<IncidentRow>;
  /** Until `look` has a value, with the incident's pauses left out. */
  until<T>(
    on: Stage,
    repository: string,
    runId: number,
    what: string,
    look: () => T,
  ): Promise<NonNullable<T>>;
}

/** Long, because a busy machine is slow; a test that succeeds does not wait for it. */
const PATIENCE_MS = 150_000;

export function hurrying(): Hurry {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const moveOn = async (on: Stage, row: IncidentRow): Promise<void> => {
    if (row.next_step_at === null) return;
    const left = row.next_step_at.getTime() - clock.now().getTime();
    // Half a minute at a time: what another clock measures meanwhile must not run out.
    if (left > 0) ahead += Math.min(30_000, left);
    // The queue's clock was not moved on: for what is due by now, too, it would wait for heal's own sweep.
    else if (ahead === 0) return;
    await sweep(on.heal.deps, null);
  };
  return {
    clock,
    pass: (ms) => void (ahead += ms),
    async reach(on, repository, runId, state) {
      let last = "not there";
      return until(
        `incident of run ${runId} of ${repository} to be ${state}`,
        async () => {
          const row = await on.incidentOfRun(repository, runId);
          last = row.state;
          if (row.state === state) return row;
          await moveOn(on, row);
          return null;
        },
        { every: 100, ms: PATIENCE_MS, tell: () => `it is ${last}` },
      );
    },
    async until(on, repository, runId, what, look) {
      return await until(
        what,
        async () => {
          const found = look();
          if (found) return found;
          await moveOn(on, await on.incidentOfRun(repository, runId));
          return null;
        },
        { every: 100, ms: PATIENCE_MS },
      );
    },
  };
}
