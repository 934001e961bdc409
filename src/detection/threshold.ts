import { DAY, HOUR, MINUTE } from "../core/clock.js";
import type { Window } from "./sliding-window.js";
import { count, newWindow, totals } from "./sliding-window.js";

export interface RateRule {
  span: number;
  /** Fewer trials than this in the window say nothing. */
  leastSamples: number;
  /** Opens at this share of failures or above, closes at the other or below: between them nothing changes. */
  openAt: number;
  closeAt: number;
}

export interface RateState {
  window: Window;
  open: boolean;
}

export interface RateFinding {
  change: "opened" | "closed" | null;
  rate: number;
  samples: number;
}

export const newRateState = ({ span }: RateRule): RateState => ({ window: newWindow(span), open: false });

/** Counts one trial (of a repository, workflow, job, test, service or fingerprint) and says whether the rule opened or closed. */
export function rate(state: RateState, rule: RateRule, trial: { failed: boolean; at: number }): RateFinding {
  count(state.window, trial.at, trial.failed);
  const { all, bad } = totals(state.window, trial.at);
  const share = all === 0 ? 0 : bad / all;
  let change: RateFinding["change"] = null;
  if (!state.open && all >= rule.leastSamples && share >= rule.openAt) change = "opened";
  // An empty window is no proof of health: it closes only on samples.
  if (state.open && all >= Math.min(2, rule.leastSamples) && share <= rule.closeAt) change = "closed";
  if (change) state.open = change === "opened";
  return { change, rate: share, samples: all };
}

/**
 * Multi-window burn rates (The Site Reliability Workbook, chapter 5, table 5-8): the error budget of 30 days burns at
 * `factor` times the sustainable speed both over the long window and over a short one of 1/12 of it.
 */
export const burnRules = [
  { name: "fast", factor: 14.4, long: HOUR, short: 5 * MINUTE, attention: true },
  { name: "medium", factor: 6, long: 6 * HOUR, short: 30 * MINUTE, attention: true },
  { name: "slow", factor: 1, long: 3 * DAY, short: 6 * HOUR, attention: false },
] as const;

export interface BurnState {
  /** [long, short] of each rule. */
  windows: [Window, Window][];
  open: boolean[];
}

export interface BurnFinding {
  rule: (typeof burnRules)[number];
  change: "opened" | "closed";
  /** Speed over the long and the short window; 1 spends the budget in exactly 30 days. */
  long: number;
  short: number;
}

export const newBurnState = (): BurnState => ({
  windows: burnRules.map(({ long, short }) => [newWindow(long), newWindow(short)]),
  open: burnRules.map(() => false),
});

/**
 * Counts requests (or trials) and says which rules opened or closed. `objective` is the promised share of good ones,
 * such as 0.999. A rule needs `leastBad` bad ones in its short window: a single failure at night burns nothing.
 */
export function burn(
  state: BurnState,
  objective: number,
  { all, bad, at }: { all: number; bad: number; at: number },
  leastBad = 3,
): BurnFinding[] {
  return burnRules.flatMap((rule, i): BurnFinding[] => {
    const [long, short] = state.windows[i]!.map((window) => {
      count(window, at, true, bad);
      count(window, at, false, all - bad);
      const sums = totals(window, at);
      return { bad: sums.bad, speed: sums.all === 0 ? 0 : sums.bad / sums.all / (1 - objective) };
    }) as [{ bad: number; speed: number }, { bad: number; speed: number }];
    const burning = long.speed >= rule.factor && short.speed >= rule.factor;
    const speeds = { long: long.speed, short: short.speed };
    if (!state.open[i] && burning && short.bad >= leastBad) {
      state.open[i] = true;
      return [{ rule, change: "opened", ...speeds }];
    }
    // The short window ends an alarm soon after the trouble; half the factor keeps it from flapping.
    if (state.open[i] && short.speed < rule.factor / 2) {
      state.open[i] = false;
      return [{ rule, change: "closed", ...speeds }];
    }
    return [];
  });
}
