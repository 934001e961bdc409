import { HOUR, MINUTE } from "../core/clock.js";
import { aboutMove, type Move } from "../playbooks/moves.js";
import { isBad, type Attempt } from "./attempt.js";

/**
 * A circuit breaker whose memory is the rows of attempts, so that all processes and restarts see the same; with the states of
 * Polly and cockatiel. Open: nothing is tried. Half-open, after the pause: one trial; a success closes it, anything else opens
 * it again for twice as long.
 */
export type Breaker =
  | { state: "closed" }
  | { state: "open"; since: Date; until: Date; bad: number }
  | { state: "half-open"; since: Date; trial: boolean; bad: number };

export interface Rule {
  /** Attempts that ended well or badly since the last reset, oldest first. */
  trips(ended: readonly Attempt[]): boolean;
  says: string;
}

const PAUSE = 30 * MINUTE;
const LONGEST = 24 * HOUR;

/** Bad attempts without which no breaker trips: of one move in a repository, of all in an installation. */
export const LEAST_BAD = { move: 3, installation: 8 } as const;

/** What changes more is stopped earlier: three in a row, five for what is of low risk. */
export const ruleOf = (move: Move): Rule => {
  const most = aboutMove[move].risk === "low" ? 5 : LEAST_BAD.move;
  return {
    says: `${most} in a row did not help or could not be made`,
    trips: (ended) => ended.length >= most && ended.slice(-most).every(({ verdict }) => isBad(verdict)),
  };
};

/** Everything of an installation: nearly nothing of a good many helps, wherever it is. */
export const installationRule: Rule = {
  says: `${LEAST_BAD.installation} of the last 10 within an hour did not help or could not be made`,
  trips(ended) {
    const last = ended.slice(-10);
    const [first, newest] = [last[0]?.endedAt, last.at(-1)?.endedAt];
    return (
      last.length === 10 &&
      Number(newest) - Number(first) <= HOUR &&
      last.filter(({ verdict }) => isBad(verdict)).length >= LEAST_BAD.installation
    );
  },
};

/** Where a breaker stands now. `attempts` in any order. */
export function breakerOf(attempts: readonly Attempt[], rule: Rule, now: Date): Breaker {
  const ended = attempts
    .filter((one): one is Attempt & { endedAt: Date } => one.endedAt !== null && one.endedAt <= now)
    .sort((a, b) => a.endedAt.getTime() - b.endedAt.getTime());
  let seen: Attempt[] = [];
  let open: Opened | null = null;
  for (const one of ended) {
    if (one.verdict === "successful" && open) [seen, open] = [[], null];
    if (open) open = trialOf(open, one);
    else {
      if (one.verdict !== "inconclusive") seen.push(one);
      if (isBad(one.verdict) && rule.trips(seen)) open = opened(one.endedAt, seen);
    }
  }
  if (!open) return { state: "closed" };
  const { since, bad } = open;
  if (now.getTime() < open.until) return { state: "open", since, until: new Date(open.until), bad };
  return {
    state: "half-open",
    since,
    bad,
    trial: attempts.some(({ verdict }) => verdict === "under way"),
  };
}

interface Opened {
  since: Date;
  until: number;
  trips: number;
  bad: number;
}

const opened = (at: Date, seen: readonly Attempt[]): Opened => ({
  since: at,
  until: at.getTime() + pause(1),
  trips: 1,
  bad: seen.filter(({ verdict }) => isBad(verdict)).length,
});

/** What began before the pause was over says nothing new; what began after it was the trial. */
function trialOf(open: Opened, one: Attempt & { endedAt: Date }): Opened {
  if (one.at.getTime() < open.until) return open;
  const trips = open.trips + 1;
  return { ...open, trips, until: one.endedAt.getTime() + pause(trips), bad: open.bad + 1 };
}

const pause = (trips: number): number => Math.min(PAUSE * 2 ** (trips - 1), LONGEST);
