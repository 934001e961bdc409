import { HealError } from "../core/errors.js";

/** Numbers of one ensemble, chosen once for all series (MODEL.md tells how); nothing depends on a series' name. */
export const settings = {
  /** Values that a running mean and variance remember. */
  memory: 3_000,
  /** A value pulls mean and variance at most as if it were this many standard deviations away. */
  pull: 10,
  /** Values before the ensemble votes; until then only the short robust test speaks. */
  warmUp: 100,
  /** A record below this many standard deviations is no record. */
  leastRecord: 2.65,
  /** Above this a deviation counts as this: one absurd value must not make heal blind for weeks. */
  mostRecord: 50,
  /** The bar of a record sinks by `forget / (seen + grace)` a value: about log(n) records in n quiet values. */
  forget: 7,
  grace: 500,
  seenAtMost: 8_000,
  /** How fast a vote fades. */
  fade: 0.9,
  /** Share of the ensemble whose fresh records make an anomaly. */
  quorum: 0.18,
  /** Values after an anomaly in which no second one is raised. */
  quiet: 150,
  /** Days of one hour's profile are averaged with at least this weight for the newest. */
  seasonGain: 0.25,
  seasonMemory: 2_000,
} as const;

/** Exponential averages kept of each stream, by number of values. */
export const averages = [
  ["value", 5],
  ["value", 20],
  ["value", 40],
  ["value", 80],
  ["value", 320],
  ["log", 20],
  ["log", 40],
  ["log", 80],
  ["season", 20],
  ["season", 40],
  ["season", 80],
  ["logSeason", 20],
  ["logSeason", 40],
  ["logSeason", 80],
  ["spread", 20],
  ["spread", 40],
  ["spread", 80],
  ["seasonSpread", 20],
  ["seasonSpread", 40],
  ["seasonSpread", 80],
] as const;

/** Differences of two averages of the value: [fast, slow] as places in `averages`. */
export const trends = [
  [0, 3],
  [1, 3],
  [1, 4],
  [3, 4],
] as const;

const VOTING = averages.map((_, place) => place).filter((place) => place !== 0 && place !== 4);
/** Places in `averages` whose deviation from their own past is a member of the ensemble. */
export const members: readonly number[] = VOTING;
export const memberCount = members.length + trends.length;
export const HOURS = 24;
/** Values of the short robust test while the ensemble warms up. */
export const RECENT = 32;

/** Where each part of the state stands in the array. */
export const layout = (() => {
  let next = 0;
  const take = (size: number): number => (next += size) - size;
  const places = {
    seen: take(1),
    lastAnomaly: take(1),
    averages: take(averages.length),
    /** Four numbers a member: mean, variance, bar, vote. */
    members: take(memberCount * 4),
    /** Twice (value, log): long mean, hour, sum and count within the hour, 24 means, 24 counts. */
    seasons: take(2 * (4 + 2 * HOURS)),
    recent: take(RECENT),
  };
  return { ...places, size: next };
})();

/** All that a series needs to be judged: 8 bytes a number, under 2.1 KB. */
export type AnomalyState = Float64Array;

export function newAnomalyState(): AnomalyState {
  const state = new Float64Array(layout.size);
  state[layout.lastAnomaly] = -Infinity;
  state[layout.seasons + 1] = -1;
  state[layout.seasons + 5 + 2 * HOURS] = -1;
  return state;
}

const VERSION = "a1:";

/** The state as text for a row or JSON, under 4 KB; `decodeAnomalyState` gives back exactly the same state. */
export const encodeAnomalyState = (state: AnomalyState): string =>
  VERSION + Buffer.from(state.buffer, state.byteOffset, state.byteLength).toString("base64");

/** Throws `HEAL_INPUT_INVALID` for text that `encodeAnomalyState` of this version did not write. */
export function decodeAnomalyState(text: string): AnomalyState {
  const bytes = text.startsWith(VERSION) ? Buffer.from(text.slice(VERSION.length), "base64") : null;
  if (bytes?.length !== layout.size * 8)
    throw new HealError("HEAL_INPUT_INVALID", "not the state of an anomaly detector of this version");
  return new Float64Array(new Uint8Array(bytes).buffer);
}
