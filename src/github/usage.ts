import { createCallCounter, type CallCounter } from "../core/call-counter.js";

/** How much of a window's calls is left, as GitHub's last answer said. */
export interface RateLimit {
  /** An installation's id, or `app`. */
  of: string;
  limit: number;
  remaining: number;
  reset: Date;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** What octokit's hooks give; only this much of it is used. */
interface Hooked {
  hook: {
    after(name: "request", call: (response: { headers: Headers }) => void): void;
    error(name: "request", call: (error: Error) => void): void;
  };
}

export interface Usage {
  calls: CallCounter;
  /** The tightest window of each installation that has not been reset yet. */
  rates(now: Date): RateLimit[];
  /** Counts what goes through this octokit; a second time changes nothing. */
  watch(octokit: Hooked, of: string): void;
}

/** Answers that say nothing of GitHub's health: what is not there, has not changed, or was asked wrongly. */
const OF_THE_QUESTION = [304, 404, 409, 410, 415, 422];

/** heal's own calls, counted as they pass: nothing is asked for this. */
export function createUsage(): Usage {
  const calls = createCallCounter();
  const windows = new Map<string, RateLimit>();
  const watched = new WeakSet<object>();

  const learn = (of: string, headers: Headers): void => {
    // docs: Rate limits for the REST API, "Checking the status of your rate limit".
    const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((part) => {
      const text = headers[`x-ratelimit-${part}`];
      return text === undefined ? NaN : Number(text);
    }) as [number, number, number];
    if (![limit, remaining, reset].every(Number.isFinite) || limit <= 0) return;
    windows.set(`${of} ${headers["x-ratelimit-resource"] ?? "core"}`, {
      of,
      limit,
      remaining,
      reset: new Date(reset * 1_000),
    });
  };

  return {
    calls,
    rates(now) {
      const tightest = new Map<string, RateLimit>();
      for (const [key, one] of windows) {
        const known = tightest.get(one.of);
        if (one.reset <= now) windows.delete(key);
        else if (!known || one.remaining / one.limit < known.remaining / known.limit)
          tightest.set(one.of, one);
      }
      return [...tightest.values()];
    },
    watch(octokit, of) {
      if (watched.has(octokit)) return;
      watched.add(octokit);
      octokit.hook.after("request", ({ headers }) => {
        calls.good();
        learn(of, headers);
      });
      octokit.hook.error("request", (error) => {
        const { status, response } = error as { status?: unknown; response?: { headers?: Headers } };
        learn(of, response?.headers ?? {});
        if (OF_THE_QUESTION.includes(Number(status))) calls.good();
        // Without an answer octokit says 500.
        else calls.failed(response === undefined ? error.message : `GitHub answered ${String(status)}`);
        throw error;
      });
    },
  };
}
