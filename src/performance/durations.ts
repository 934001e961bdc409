import { DAY } from "../core/clock.js";
import { changePoints } from "../detection/changepoint.js";
import { median } from "../detection/statistics/robust.js";
import type { TimedRun } from "../store/ci.js";
import type { TimedJob } from "../store/jobs.js";
import type { PerformanceChange, Timed } from "../store/performance.js";

const DETECTOR = "changepoint.duration";
const settings = {
  /** Posterior probability from which people are told. */
  p: 0.95,
  /** A level's smallest move: a share of the level before, and seconds. Runners differ by a tenth from day to day. */
  share: 0.2,
  seconds: 5,
  /** Runs of the new level before it is called one. */
  after: 4,
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

export interface DurationSeries {
  /** With a duration each, oldest first. */
  runs: Pick<TimedRun, "run_id" | "head_sha" | "finished_at">[];
  seconds: number[];
  /** Reason to how many runs it kept out. */
  refused: Map<string, number>;
}

/** Runs with a duration, in their order. */
export function runDurations(all: readonly TimedRun[]): DurationSeries {
  const series: DurationSeries = { runs: [], seconds: [], refused: new Map() };
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

/** The same of a job, whose durations were looked at when they came. */
export const jobDurations = (all: readonly TimedJob[]): DurationSeries => ({
  runs: [...all],
  seconds: all.map(({ took }) => took),
  refused: new Map(),
});

/** Runs at the end that are compared with those before them. */
const ENDS = [4, 8, 16, 32, 64];
const BEFORE = 40;
/** A mean may move further than the median: what is only near a change is looked at as well. */
const NEAR = 0.7;

/**
 * False where no end of the series is off what came before it: the search for changes, which takes a hundred times longer,
 * would find nothing new.
 */
export function hasRecentShift({ seconds }: DurationSeries): boolean {
  return ENDS.some((end) => {
    const from = seconds.length - end;
    if (from < 1) return false;
    const before = median(seconds.slice(Math.max(0, from - BEFORE), from));
    const moved = Math.abs(median(seconds.slice(from)) - before);
    return moved >= NEAR * Math.max(settings.seconds, settings.share * before);
  });
}

export interface FoundChange {
  /** Place in the series of the first run after the change. */
  index: number;
  change: PerformanceChange;
}

/** The moves of level that are worth telling, with the commits between which each happened. */
export function findChanges({ runs, seconds }: DurationSeries, of: Timed): FoundChange[] {
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
