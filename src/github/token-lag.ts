import { setTimeout as sleep } from "node:timers/promises";
import type { ProbotOctokit } from "probot";
import type { Clock } from "../core/clock.js";
import { SECOND } from "../core/clock.js";

/** How long a fresh token is given. */
export interface TokenLag {
  /** Pauses after the 1st, 2nd, ... 401. */
  unknownMs: readonly number[];
  /** The age, in ms, from which a 401 has another cause. */
  unknownUntilMs: number;
  /** The age, in ms, at which what was refused with 403 is asked for once more; an older token is not asked again. */
  refusedUntilMs: number;
}

/**
 * A fresh token is not known everywhere at once: 401, "we can't find your token yet", or 403, "the permissions they write
 * aren't replicated yet" (octokit/auth-app.js issues 65 and 589, whose pauses and ages these are). Another token would lag
 * again. A 403 is asked for once more only, as it may be a permission that is really missing.
 */
export const tokenLag: TokenLag = {
  unknownMs: [SECOND, 2 * SECOND, 3 * SECOND],
  unknownUntilMs: 5 * SECOND,
  refusedUntilMs: 3 * SECOND,
};

/** Every request of this octokit, whose token was just made, bears with that. Neither answer was an effect: writes too. */
export function retryWhileUnknown(
  octokit: InstanceType<typeof ProbotOctokit>,
  clock: Clock,
  lag: TokenLag,
): void {
  const born = clock.now().getTime();
  octokit.hook.wrap("request", async (request, options) => {
    let [unknown, refused] = [0, 0];
    for (;;)
      try {
        return await request(options);
      } catch (error) {
        const age = clock.now().getTime() - born;
        const { status, message } = error as { status?: unknown; message?: unknown };
        if (status === 401 && age < lag.unknownUntilMs && unknown < lag.unknownMs.length)
          await sleep(lag.unknownMs[unknown++]);
        else if (status === 403 && isRefusal(message) && age < lag.refusedUntilMs && refused++ === 0)
          await sleep(lag.refusedUntilMs - Math.max(0, age));
        else throw error;
      }
  });
}

const isRefusal = (message: unknown): boolean =>
  typeof message === "string" && /not accessible by integration/i.test(message);
