import { percent } from "../core/format.js";
import { SECOND, formatDuration } from "../core/clock.js";
import type { PerformanceChange } from "../store/performance.js";

/** From this share on people are called; less is noted. Half more is felt by whoever waits for it. */
const CALLS_FROM = 0.5;

/** The finding about a changed duration. */
export interface RegressionFinding {
  subject: string;
  repository: string;
  detector: string;
  reason: string;
  /** 0..1 */
  score: number;
  numbers: Record<string, number>;
  threshold: string;
  /** Somebody should look. */
  notify: boolean;
  /** Faster: what was said of its slowness is over. */
  resolved: boolean;
  at: Date;
  evidence: { text: string; url?: string }[];
}

/** Names come from outside; a subject stays one line of a sane length. */
const named = (name: string): string => name.replace(/\s+/g, " ").slice(0, 200);
const short = (sha: string): string => sha.slice(0, 10);
const time = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(1)}s` : formatDuration(seconds * SECOND);

/**
 * A change in words, with the commits between which its cause lies. `runUrl`: the first run after it; null: not known.
 * `again`: somebody is called for another job of the same runs already.
 */
export function regressionFindingOf(
  change: PerformanceChange,
  { runUrl, publicUrl, again = false }: { runUrl: string | null; publicUrl: string; again?: boolean },
): RegressionFinding {
  const { repository, workflow, job, before_seconds: before, after_seconds: after } = change;
  const share = before > 0 ? after / before - 1 : 1;
  const [last, first] = [short(change.before_sha), short(change.after_sha)];
  const series = new URLSearchParams({ repository, workflow, ...(job === null ? {} : { job }) });
  const name = job === null ? workflow : `${job} of ${workflow}`;
  const compare = compareUrl(runUrl, change.before_sha, change.after_sha);
  return {
    subject: `duration:${repository}/${[workflow, ...(job === null ? [] : [job])].map(named).join("/")}`,
    repository,
    detector: change.detector,
    reason: `${name.slice(0, 150)} takes ${time(after)} instead of ${time(before)} (${share < 0 ? "−" : "+"}${percent(Math.abs(share))}) since commit ${first}, the first after ${last}`,
    score: change.p,
    numbers: {
      before_seconds: before,
      after_seconds: after,
      share,
      p: change.p,
      before_runs: change.before_runs,
      after_runs: change.after_runs,
    },
    threshold: `p at least 0.95; a fifth slower is noted, half slower calls; back at the level before ends it`,
    notify: share >= CALLS_FROM && !again,
    resolved: share < 0,
    at: change.changed_at,
    evidence: [
      {
        text: `after: ${time(after)} in ${change.after_runs} runs, the first of commit ${first}`,
        ...(runUrl === null ? {} : { url: runUrl }),
      },
      { text: `before: ${time(before)} in ${change.before_runs} runs, the last of commit ${last}` },
      {
        text: `the cause lies after ${last}, up to ${first}`,
        ...(compare === null ? {} : { url: compare }),
      },
      { text: "all durations", url: `${publicUrl}/performance?${series.toString()}` },
    ],
  };
}

/** What changed between two commits, on the host where the run is; null: its address is none. */
export function compareUrl(runUrl: string | null, last: string, first: string): string | null {
  if (runUrl === null || !URL.canParse(runUrl)) return null;
  const { href, protocol } = new URL(runUrl);
  const place = href.split("/actions/runs/");
  return place.length === 2 && (protocol === "https:" || protocol === "http:")
    ? `${place[0]}/compare/${encodeURIComponent(last)}...${encodeURIComponent(first)}`
    : null;
}
