import { DAY, type Clock } from "../core/clock.js";
import { changePoints } from "../detection/changepoint.js";
import { activeWorkflows, timedRuns, type TimedRun } from "../store/ci.js";
import type { Db } from "../store/db.js";
import { addChange, changesOf, lockChanges, type PerformanceChange } from "../store/performance.js";

/** Runs looked at: enough for a level before and after, few enough for a minute's work. */
export const RUNS = 200;
const DETECTOR = "changepoint.duration";
const settings = {
  /** Posterior probability from which people are told. */
  p: 0.95,
  /** A level's smallest move: a share of the level before, and seconds. Runners differ by a tenth from day to day. */
  share: 0.2,
  seconds: 5,
  /** Runs of the new level before it is called one. */
  after: 4,
  /** The same change may be placed this many runs off once more runs are known. */
  slack: 5,
  /** A run that took longer never was one: GitHub ends workflows after 35 days. */
  longest: 35 * DAY,
};

/** How long a run took in seconds, or why that is not known. */
export function durationOf({ startedAt, finishedAt }: TimedRun["facts"]): number | string {
  if (startedAt === null || finishedAt === null) return "start or end is not known";
  const ms = Date.parse(finishedAt) - Date.parse(startedAt);
  if (!Number.isFinite(ms)) return "start or end is no time";
  if (ms < 0) return "it ends before it starts";
  return ms > settings.longest ? "it took longer than GitHub lets a run" : ms / 1_000;
}

export interface Series {
  runs: TimedRun[];
  seconds: number[];
  /** Reason to how many runs it kept out. */
  refused: Map<string, number>;
}

/** Runs with a duration, in their order. */
export function seriesOf(all: readonly TimedRun[]): Series {
  const series: Series = { runs: [], seconds: [], refused: new Map() };
  for (const run of all) {
    const seconds = durationOf(run.facts);
    if (typeof seconds === "string") series.refused.set(seconds, (series.refused.get(seconds) ?? 0) + 1);
    else {
      series.runs.push(run);
      series.seconds.push(seconds);
    }
  }
  return series;
}

export interface Found {
  /** Place in the series of the first run after the change. */
  index: number;
  change: PerformanceChange;
}

/** The moves of level that are worth telling, with the commits between which each happened. */
export function findChanges(
  { runs, seconds }: Series,
  of: { repository: string; workflow: string },
): Found[] {
  const points = changePoints(seconds);
  return points.flatMap(({ index, before, after, p }, k) => {
    const [last, first] = [runs[index - 1], runs[index]];
    const runsAfter = (points[k + 1]?.index ?? runs.length) - index;
    const moved = Math.abs(after - before);
    const small = moved < settings.seconds || moved < settings.share * before;
    if (!last || !first || p < settings.p || small || runsAfter < settings.after) return [];
    const change = {
      ...of,
      detector: DETECTOR,
      before_seconds: before,
      after_seconds: after,
      p,
      before_runs: index - (points[k - 1]?.index ?? 0),
      after_runs: runsAfter,
      before_sha: last.head_sha,
      after_sha: first.head_sha,
      before_run: last.run_id,
      after_run: first.run_id,
      changed_at: first.finished_at,
    };
    return { index, change };
  });
}

/** What is done with a fresh change, besides keeping it. */
export interface Telling {
  /** Within the transaction that keeps the change, so both are there or neither; gives incidents to look at. */
  tell(tx: Db, change: PerformanceChange): Promise<number[]>;
  /** Once that is written. */
  wake(incident: number): Promise<void>;
}

/** Looks at one workflow; gives what was not known yet. */
export async function watchWorkflow(
  db: Db,
  of: { repository: string; workflow: string },
  now: Date,
  telling?: Telling,
): Promise<PerformanceChange[]> {
  const series = seriesOf(await timedRuns(db, { ...of, limit: RUNS }));
  const found = findChanges(series, of);
  if (found.length === 0 || unknown(found, series, await changesOf(db, of)).length === 0) return [];
  const woken: number[] = [];
  const fresh = await db.tx(async (tx) => {
    // Another process may be here as well, and place the same change a run further on.
    await lockChanges(tx, of);
    const kept: PerformanceChange[] = [];
    for (const { change } of unknown(found, series, await changesOf(tx, of)))
      if (await addChange(tx, change, now)) {
        kept.push(change);
        woken.push(...((await telling?.tell(tx, change)) ?? []));
      }
    return kept;
  });
  for (const incident of woken) await telling?.wake(incident);
  return fresh;
}

function unknown(found: readonly Found[], { runs }: Series, known: readonly PerformanceChange[]): Found[] {
  return found.filter(({ index, change }) => {
    const near = runs.slice(Math.max(0, index - settings.slack), index + settings.slack + 1);
    const up = change.after_seconds > change.before_seconds;
    return !known.some(
      (one) =>
        near.some(({ run_id: run }) => run === one.after_run) &&
        one.after_seconds > one.before_seconds === up,
    );
  });
}

/** Each call looks at the workflows of which something finished since the last; the first at a week. */
export function createPerformanceMonitor(
  db: Db,
  clock: Clock,
  telling?: Telling,
): () => Promise<PerformanceChange[]> {
  let seen: Date | null = null;
  return async () => {
    const now = clock.now();
    const week = new Date(now.getTime() - 7 * DAY);
    const from = seen === null || seen > now ? week : seen;
    const found: PerformanceChange[] = [];
    for (const workflow of await activeWorkflows(db, from, now))
      found.push(...(await watchWorkflow(db, workflow, now, telling)));
    // Rows of runs come in seconds after the run's end, sometimes minutes.
    seen = new Date(now.getTime() - 15 * 60_000);
    return found;
  };
}
