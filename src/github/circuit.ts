import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from "cockatiel";
import { SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";

/** Calls in a row that GitHub did not answer, each tried again by octokit before, until it is left alone. */
const FAILURES = 8;
const OPEN_MS = 15 * SECOND;

/** A circuit that is not closed, for the page of health. */
export interface OpenCircuit {
  /** An installation's id, or `app`. */
  of: string;
  since: Date;
  until: Date;
  reason: string;
}

export interface Circuits {
  /** Makes a call unless GitHub failed again and again for this installation; then throws `HEAL_GITHUB_RESTING`. */
  through<T>(of: string, call: () => Promise<T>): Promise<T>;
  opened(): OpenCircuit[];
}

/** GitHub did not answer as documented; a rate limit is an answer, and says itself how long to wait. */
const isOutage = (error: unknown): boolean =>
  error instanceof HealError && error.code === "HEAL_GITHUB_UNAVAILABLE" && error.retryAfterMs === undefined;

/** One circuit breaker for each installation, in this process: a GitHub that is down is asked by one call at a time. */
export function createCircuits(): Circuits {
  const circuits = new Map<string, { policy: CircuitBreakerPolicy; reason: string; since: number }>();

  const circuitOf = (of: string) => {
    const known = circuits.get(of);
    if (known) return known;
    const policy = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: OPEN_MS,
      breaker: new ConsecutiveBreaker(FAILURES),
    });
    const made = { policy, reason: "", since: 0 };
    policy.onBreak((why) => {
      made.since = Date.now();
      made.reason = "error" in why ? reasonOf(why.error) : made.reason;
    });
    circuits.set(of, made);
    return made;
  };

  return {
    async through(of, call) {
      const { policy, reason } = circuitOf(of);
      try {
        return await policy.execute(call);
      } catch (error) {
        if (!isBrokenCircuitError(error)) throw error;
        throw new HealError("HEAL_GITHUB_RESTING", `GitHub failed repeatedly and is left alone: ${reason}`, {
          retryAfterMs: OPEN_MS,
        });
      }
    },
    opened: () =>
      [...circuits].flatMap(([of, { policy, reason, since }]) =>
        policy.state === CircuitState.Closed
          ? []
          : [{ of, reason, since: new Date(since), until: new Date(since + OPEN_MS) }],
      ),
  };
}
