import {
  averages,
  HOURS,
  layout,
  memberCount,
  members,
  RECENT,
  settings as set,
  trends,
} from "./anomaly-state.js";
import type { AnomalyState } from "./anomaly-state.js";
import { mad, median } from "./statistics/robust.js";

export interface Point {
  /** Milliseconds since 1970, for the hour of the day (UTC). */
  at: number;
  value: number;
}

export interface AnomalyFinding {
  /** 0..1; from `ANOMALOUS` on the value starts an anomaly. */
  score: number;
  anomalous: boolean;
  /** What stood out, for people; null below `ANOMALOUS`. */
  reason: string | null;
}

export const ANOMALOUS = 0.5;
const NOTHING: AnomalyFinding = { score: 0, anomalous: false, reason: null };
/** Squares of larger values would leave the range of doubles. */
const LARGEST = 1e150;
const HOUR_MS = 3_600_000;

/**
 * Judges the next value of a series by what came before, and learns it. 22 cheap detectors watch level, logarithm, the
 * difference from the usual hour of the day, spread and trend at several time scales; each raises a vote when its
 * standardised deviation beats its own slowly sinking record (records are rare by nature: about log n in n values, see
 * Arnold, Balakrishnan, Nagaraja, "Records", 1998), and a quorum of fresh votes is an anomaly. A value that is no finite number is
 * no measurement: score 0, nothing learned. Gaps, repeated and late times change nothing but the hour.
 */
export function anomaly(state: AnomalyState, { at, value }: Point): AnomalyFinding {
  if (!Number.isFinite(value) || !Number.isFinite(at)) return NOTHING;
  const x = Math.max(-LARGEST, Math.min(LARGEST, value));
  const seen = state[layout.seen]!;
  const early = seen < set.warmUp ? shortTest(state, seen, x) : null;
  average(state, seen, at, x);
  const votes = vote(state, seen);
  state[layout.recent + (seen % RECENT)] = x;
  state[layout.seen] = seen + 1;
  if (early) return early;
  if (votes <= set.quorum || seen - state[layout.lastAnomaly]! <= set.quiet)
    return { ...NOTHING, score: ANOMALOUS * 0.98 * Math.min(1, votes / set.quorum) };
  state[layout.lastAnomaly] = seen;
  return { score: ANOMALOUS + (1 - ANOMALOUS) * Math.min(1, votes), anomalous: true, reason: voters(state) };
}

/** While the ensemble has seen too little: distance from the median of the last 32 values in robust deviations. */
function shortTest(state: AnomalyState, seen: number, x: number): AnomalyFinding {
  if (seen < 8) return NOTHING;
  const recent = state.slice(layout.recent, layout.recent + Math.min(seen, RECENT));
  const middle = median(recent);
  // 2 % of the level stands in for the spread of a series that has not moved yet.
  const q = Math.abs(x - middle) / (mad(recent, middle) + 0.02 * Math.abs(middle) + 1e-12) / 10;
  if (q < 1) return { ...NOTHING, score: ANOMALOUS * 0.98 * q };
  return {
    score: 1 - ANOMALOUS / q,
    anomalous: true,
    reason: `far ${x > middle ? "above" : "below"} the last ${recent.length} values`,
  };
}

function average(state: AnomalyState, seen: number, at: number, x: number): void {
  const log = Math.sign(x) * Math.log1p(Math.abs(x));
  const hour = ((Math.floor(at / HOUR_MS) % HOURS) + HOURS) % HOURS;
  const season = unseasoned(state, layout.seasons, seen, hour, x);
  const streams = {
    value: x,
    log,
    season,
    logSeason: unseasoned(state, layout.seasons + 4 + 2 * HOURS, seen, hour, log),
    // Distance from the average of 20 values as it was before this one.
    spread: seen === 0 ? 0 : Math.abs(x - state[layout.averages + 1]!),
    seasonSpread: Math.abs(season),
  };
  for (let place = 0; place < averages.length; place++) {
    const [stream, length] = averages[place]!;
    const slot = layout.averages + place;
    state[slot]! += (streams[stream] - state[slot]!) / Math.min(seen + 1, length);
  }
}

/** The value less the usual value of this hour of the day (before the hour was seen: less the long mean). */
function unseasoned(state: AnomalyState, base: number, seen: number, hour: number, x: number): number {
  const [CUR, SUM, COUNT, MEANS, DAYS] = [base + 1, base + 2, base + 3, base + 4, base + 4 + HOURS];
  const open = state[CUR]!;
  if (open !== hour) {
    if (open >= 0) {
      const gain = Math.max(1 / (state[DAYS + open]! + 1), set.seasonGain);
      state[MEANS + open]! += gain * (state[SUM]! / state[COUNT]! - state[MEANS + open]!);
      state[DAYS + open]!++;
    }
    state[CUR] = hour;
    state[SUM] = 0;
    state[COUNT] = 0;
  }
  state[base]! += (x - state[base]!) / Math.min(seen + 1, set.seasonMemory);
  state[SUM]! += x;
  state[COUNT]!++;
  return x - (state[DAYS + hour]! > 0 ? state[MEANS + hour]! : state[base]!);
}

/** Share of the ensemble with a fresh record. */
function vote(state: AnomalyState, seen: number): number {
  const sink = 1 - set.forget / (Math.min(seen, set.seenAtMost) + set.grace);
  const first = layout.averages;
  let votes = 0;
  for (let member = 0; member < memberCount; member++) {
    const pair = trends[member - members.length];
    const y = pair ? state[first + pair[0]]! - state[first + pair[1]]! : state[first + members[member]!]!;
    const slot = layout.members + member * 4;
    const mean = state[slot]!;
    const deviation = Math.sqrt(state[slot + 1]!) + 1e-9 * Math.abs(mean) + 1e-12;
    let step = y - mean;
    const z = seen < set.warmUp ? 0 : Math.min(set.mostRecord, Math.abs(step) / deviation);
    if (seen >= set.warmUp) step = Math.max(-set.pull * deviation, Math.min(set.pull * deviation, step));
    const gain = 1 / Math.min(seen + 1, set.memory);
    state[slot] = mean + gain * step;
    state[slot + 1]! += gain * (step * step - state[slot + 1]!);
    const bar = Math.max(set.leastRecord, state[slot + 2]! * sink);
    state[slot + 2] = Math.max(bar, z);
    const kept = z > bar ? 1 : state[slot + 3]! * set.fade;
    state[slot + 3] = kept;
    votes += kept;
  }
  return votes / memberCount;
}

const spoken = {
  value: "level",
  log: "order of magnitude",
  season: "level for this hour",
  logSeason: "order of magnitude for this hour",
  spread: "spread",
  seasonSpread: "spread for this hour",
};

/** Names of the detectors that voted just now, each once. */
function voters(state: AnomalyState): string {
  const names = new Set<string>();
  for (let member = 0; member < memberCount; member++) {
    if (state[layout.members + member * 4 + 3] !== 1) continue;
    const place = members[member];
    names.add(place === undefined ? "trend" : spoken[averages[place]![0]]);
  }
  return `unlike anything recent: ${[...names].join(", ")}`;
}
