import { DAY, MINUTE, type Clock } from "../core/clock.js";
import { timedRuns } from "../store/ci.js";
import type { Db } from "../store/db.js";
import { timedJobs } from "../store/jobs.js";
import {
  activeSeries,
  addChange,
  changesOf,
  lockChanges,
  type PerformanceChange,
  type Timed,
} from "../store/performance.js";
import {
  findChanges,
  jobDurations,
  hasRecentShift,
  runDurations,
  type FoundChange,
  type DurationSeries,
} from "./durations.js";

/** Runs looked at: enough for a level before and after, few enough for a minute's work. */
export const RUNS_COMPARED = 200;
/** The same change may be placed this many runs off once more runs are known. */
const SLACK = 5;
/** Rows of runs come in seconds after the run's end, sometimes minutes. */
const LATE = 15 * MINUTE;

/** What is done with a new change, besides storing it. */
export interface ChangeHandler {
  /**
   * Within the transaction that keeps the change, so both are there or neither; gives incidents to look at. `again`: the
   * workflow or another of its jobs moved with the same run, and that was told.
   */
  record(tx: Db, change: PerformanceChange, again: boolean): Promise<number[]>;
  /** Once that is written. */
  wake(incident: number): Promise<void>;
}

export const readDurations = async (db: Db, of: Timed, limit: number): Promise<DurationSeries> => {
  const { repository, workflow, job } = of;
  return job === null
    ? runDurations(await timedRuns(db, { repository, workflow, limit }))
    : jobDurations(await timedJobs(db, { repository, workflow, job, limit }));
};

/** Looks at one series; gives what was not known yet. `first`: it was not looked at before, and all of it is news. */
async function watchSeries(
  db: Db,
  of: Timed,
  { now, first, telling }: { now: Date; first: boolean; telling: ChangeHandler | undefined },
): Promise<PerformanceChange[]> {
  const series = await readDurations(db, of, RUNS_COMPARED);
  if (!first && !hasRecentShift(series)) return [];
  const found = findChanges(series, of);
  if (found.length === 0 || unknown(found, series, await changesOf(db, of)).length === 0) return [];
  const woken: number[] = [];
  const fresh = await db.tx(async (tx) => {
    // Another process may be here as well, and place the same change a run further on.
    await lockChanges(tx, of);
    const known = await changesOf(tx, of);
    const kept: PerformanceChange[] = [];
    for (const one of unknown(found, series, known))
      if (await addChange(tx, one.change, now)) {
        kept.push(one.change);
        const again = known.some((other) => other.job !== of.job && isSame(one, series, other));
        woken.push(...((await telling?.record(tx, one.change, again)) ?? []));
      }
    return kept;
  });
  for (const incident of woken) await telling?.wake(incident);
  return fresh;
}

const unknown = (
  found: readonly FoundChange[],
  series: DurationSeries,
  known: readonly PerformanceChange[],
): FoundChange[] =>
  found.filter((one) => !known.some((other) => other.job === one.change.job && isSame(one, series, other)));

/** The same way, at about the same run. */
function isSame({ index, change }: FoundChange, { runs }: DurationSeries, other: PerformanceChange): boolean {
  const near = runs.slice(Math.max(0, index - SLACK), index + SLACK + 1);
  const up = (one: PerformanceChange): boolean => one.after_seconds > one.before_seconds;
  return up(change) === up(other) && near.some(({ run_id: run }) => run === other.after_run);
}

/**
 * Each call looks at the jobs and workflows of which something finished since the last; the first at a week. Jobs come
 * first: one that became slower says more than its workflow.
 */
export function createPerformanceMonitor(
  db: Db,
  clock: Clock,
  telling?: ChangeHandler,
  isOn: (repository: string) => Promise<boolean> = () => Promise.resolve(true),
): () => Promise<PerformanceChange[]> {
  let seen: Date | null = null;
  /** What was newest of each series when it was looked at: without anything new there is nothing to find. */
  let looked = new Map<string, string>();
  return async () => {
    const now = clock.now();
    const week = new Date(now.getTime() - 7 * DAY);
    const from = seen === null || seen > now ? week : seen;
    const found: PerformanceChange[] = [];
    const done = new Map<string, string>();
    for (const { newest, ...of } of await activeSeries(db, from, now)) {
      if (!(await isOn(of.repository))) continue;
      const key = JSON.stringify([of.repository, of.workflow, of.job]);
      const first = !looked.has(key);
      if (looked.get(key) !== newest) found.push(...(await watchSeries(db, of, { now, first, telling })));
      done.set(key, newest);
    }
    looked = done;
    seen = new Date(now.getTime() - LATE);
    return found;
  };
}
