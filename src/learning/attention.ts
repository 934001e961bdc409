import type { Clock } from "../core/clock.js";
import type { Queue } from "../queue/port.js";
import type { Db } from "../store/db.js";
import { tell } from "./detect.js";

export interface RaiseDeps {
  db: Db;
  clock: Clock;
  queue: Pick<Queue, "wake">;
}

/** A finding of a detector that does not run within the engine. */
export interface Raised {
  /** Such as `changepoint.duration`. */
  detector: string;
  /** What it is about, such as `duration:<owner/name>/<workflow>`; the same subject is the same incident. */
  subject: string;
  /** For people. */
  reason: string;
  /** 0..1 */
  score: number;
  /** Finite. */
  numbers: Record<string, number>;
  /** When it opens and closes, for people. */
  threshold?: string;
  /** `owner/name`; one that heal does not know leaves the incident unrouted. */
  repository: string | null;
  service?: string | null;
  at: Date;
  /** What people need to judge it: runs, commits. Links lead to it. */
  evidence: { text: string; url?: string }[];
}

/**
 * A finding that people should know of. It is noted in any case; unless it was said lately, is muted or only labelled, or is
 * part of a storm, it makes an incident that goes the way of every other. Everything is written in one transaction.
 */
export async function raise(deps: RaiseDeps, raised: Raised): Promise<void> {
  const woken = await deps.db.tx((tx) => note(tx, raised, deps.clock.now()));
  for (const id of woken) await deps.queue.wake({ task: "incident", id });
}

/** What was raised about this subject is over: its incident ends by itself. */
export async function settle(
  deps: RaiseDeps,
  over: Pick<Raised, "subject" | "reason" | "numbers" | "repository" | "service" | "at">,
): Promise<void> {
  const given = { ...over, detector: "resolved", score: 0, evidence: [], over: true };
  const woken = await deps.db.tx((tx) => note(tx, given, deps.clock.now()));
  for (const id of woken) await deps.queue.wake({ task: "incident", id });
}

/**
 * The same within a transaction of the caller's; gives the incidents that are to be woken once it is written. `calls` false:
 * it is only noted. `over`: as
 * `settle`.
 */
export async function note(
  tx: Db,
  raised: Raised & { calls?: boolean; over?: boolean },
  now: Date,
): Promise<number[]> {
  const { subject, repository, service = null, at, reason, numbers, threshold = null } = raised;
  const over = raised.over === true;
  const evidence = raised.evidence.slice(0, 20).map(({ text, url }) => ({ text: text.slice(0, 400), url }));
  const finding = over
    ? { detector: "resolved", reason, score: 0, numbers, threshold: null, calls: false }
    : {
        detector: raised.detector,
        reason,
        score: raised.score,
        numbers,
        threshold,
        calls: raised.calls ?? true,
      };
  const about = { subject, repository, service, at: at.getTime() };
  return tell(tx, { about, finding, more: { evidence } }, now);
}
