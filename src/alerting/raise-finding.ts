import type { Clock } from "../core/clock.js";
import type { Queue } from "../queue/port.js";
import type { Db } from "../store/db.js";
import { evaluateFinding } from "./evaluate.js";

export interface AlertingDeps {
  db: Db;
  clock: Clock;
  queue: Pick<Queue, "wake">;
}

/** A finding of a detector that does not run within the engine. */
export interface RaisedFinding {
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
 * Records a finding. Unless it is a repetition, muted, label only or part of a storm, it also opens an incident, which is
 * processed like any other. Everything is written in one transaction.
 */
export async function raiseFinding(deps: AlertingDeps, raised: RaisedFinding): Promise<void> {
  const woken = await deps.db.tx((tx) => recordFinding(tx, raised, deps.clock.now()));
  for (const id of woken) await deps.queue.wake({ task: "incident", id });
}

/** The condition of this subject has ended: its incident is resolved. */
export async function resolveFinding(
  deps: AlertingDeps,
  over: Pick<RaisedFinding, "subject" | "reason" | "numbers" | "repository" | "service" | "at">,
): Promise<void> {
  const given = { ...over, detector: "resolved", score: 0, evidence: [], over: true };
  const woken = await deps.db.tx((tx) => recordFinding(tx, given, deps.clock.now()));
  for (const id of woken) await deps.queue.wake({ task: "incident", id });
}

/**
 * The same within a transaction of the caller's; gives the incidents that are to be woken once it is written. `notify` false:
 * it is only noted. `resolved`: as
 * `resolveFinding`.
 */
export async function recordFinding(
  tx: Db,
  raised: RaisedFinding & { notify?: boolean; resolved?: boolean },
  now: Date,
): Promise<number[]> {
  const { subject, repository, service = null, at, reason, numbers, threshold = null } = raised;
  const over = raised.resolved === true;
  const evidence = raised.evidence.slice(0, 20).map(({ text, url }) => ({ text: text.slice(0, 400), url }));
  const finding = over
    ? { detector: "resolved", reason, score: 0, numbers, threshold: null, notify: false }
    : {
        detector: raised.detector,
        reason,
        score: raised.score,
        numbers,
        threshold,
        notify: raised.notify ?? true,
      };
  const about = { subject, repository, service, at: at.getTime() };
  return evaluateFinding(tx, { about, finding, more: { evidence } }, now);
}
