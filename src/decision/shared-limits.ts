import { DAY, formatDuration } from "../core/clock.js";
import { limits } from "../core/limits.js";
import { aboutMove, kindOf } from "../playbooks/moves.js";
import type { Playbook } from "../playbooks/schema.js";
import type { Attempt, Use } from "./attempt.js";
import { allow, refuse } from "./context.js";

type Limits = Playbook["limits"];
type Answer = ReturnType<typeof allow>;

const sameThing = (attempts: readonly Attempt[], use: Use): Attempt[] =>
  attempts.filter(
    (one) => kindOf(one.move) === kindOf(use.move) && one.thing === use.thing && use.thing !== null,
  );

/** A refused or failed call used nothing up. */
const made = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.filter(({ verdict }) => verdict !== "error");

const latest = (attempts: readonly Attempt[], of: (one: Attempt) => Date): Date | null =>
  attempts.reduce<Date | null>((last, one) => (last && last >= of(one) ? last : of(one)), null);

/**
 * One at a time per thing, the playbook's pace after each, and a pause that doubles with every attempt in a row that did not
 * help. Fixes keep the pace alone: two failures of one workflow have nothing else in common.
 */
export function cooldownReason(attempts: readonly Attempt[], use: Use, of: Limits, now: Date): Answer {
  const like = sameThing(attempts, use).filter((one) => one.service === use.service);
  const mine = like.filter(({ move }) => move === use.move);
  const { noun } = aboutMove[use.move];
  const isDispatch = noun === "dispatch";
  const busy = like.find(({ verdict }) => verdict === "under way");
  if (busy && use.move !== "open-fix-pr")
    return refuse(
      `a ${noun} of ${use.thing} is under way${busy.incident === null ? "" : ` for incident ${busy.incident}`}`,
    );
  const pace = of.pace ?? (isDispatch ? limits.dispatchPaceMs : 0);
  const bad = use.move === "open-fix-pr" ? 0 : inARow(mine);
  const pause =
    bad === 0
      ? pace
      : Math.min(
          Math.max(pace, limits.failurePauseMs) * 2 ** (bad - 1),
          Math.max(pace, limits.longestPauseMs),
        );
  const last = latest(bad === 0 ? made(mine) : mine, (one) => (bad === 0 ? one.at : (one.endedAt ?? one.at)));
  if (last === null) return allow("nothing similar was done lately");
  const since = Math.max(0, now.getTime() - last.getTime());
  if (since >= pause) return allow(`the last ${noun} was ${formatDuration(since)} ago`);
  return refuse(
    bad === 0
      ? `the last ${noun} of ${use.thing} was ${formatDuration(since)} ago, within ${formatDuration(pause)}`
      : `the last ${bad === 1 ? noun : `${bad} of ${use.thing}`} did not help; the next is made ${formatDuration(pause - since)} from now at the earliest`,
  );
}

/** How many of the newest ended without a success. */
function inARow(attempts: readonly Attempt[]): number {
  const ended = attempts
    .filter((one) => one.endedAt !== null)
    .sort((a, b) => Number(b.endedAt) - Number(a.endedAt));
  const success = ended.findIndex(({ verdict }) => verdict === "successful");
  return success < 0 ? ended.length : success;
}

/** Per commit, and per workflow and day whatever the service. */
export function limitReason(
  attempts: readonly Attempt[],
  use: Use,
  of: Limits,
  now: Date,
  asked: boolean,
): Answer {
  const mine = made(sameThing(attempts, use));
  const { verb: done, noun, reruns } = aboutMove[use.move];
  const most = reruns ? limits.rerunsPerCommit : Infinity;
  const perCommit = asked ? most : Math.min(of.per_commit ?? most, most);
  const ofCommit = use.commit === null ? 0 : mine.filter(({ commit }) => commit === use.commit).length;
  if (ofCommit >= perCommit)
    return refuse(`this commit was ${done} ${ofCommit} times, the limit is ${perCommit}`);
  const perDay = of.per_workflow_per_day ?? (noun === "dispatch" ? limits.dispatchesPerDay : Infinity);
  const today = mine.filter(({ at }) => at.getTime() > now.getTime() - DAY).length;
  if (!asked && today >= perDay)
    return refuse(`this workflow was ${done} ${today} times today, the limit is ${perDay}`);
  return reruns
    ? allow(`rerun ${ofCommit + 1} of at most ${perCommit} for this commit`)
    : allow("within the budget");
}
