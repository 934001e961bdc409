import { DAY, HOUR, MINUTE } from "../core/clock.js";

/** What is usual for a series at an hour of a weekday or a weekend day, and how far off it is now. Under 2 KB. */
export interface BaselineState {
  seen: number;
  /** Mean and mean absolute deviation of 24 hours, weekdays first. */
  means: number[];
  spreads: number[];
  counts: number[];
  /** The latest deviations, newest last. */
  recent: number[];
  open: boolean;
}

export interface BaselineFinding {
  change: "opened" | "closed" | null;
  /** Deviation in robust standard deviations; 0 while too little is known. */
  z: number;
  expected: number | null;
}

const KINDS = 2;
const SLOTS = 24 * KINDS;
/** Values before anything is said: a day of minutes, or less for slow series. */
const LEAST = 200;
/** Deviations that open when three of the last four are beyond, and close when none is beyond half of it. */
export const DEVIATION_LIMIT = 6;
/** Mean absolute deviation to standard deviation of a Gaussian. */
const TO_SIGMA = 1.2533;
/** How much of an hour's mean a value moves at most: about a week of minutes is remembered. */
const GAIN = 1 / 300;

export const newBaselineState = (): BaselineState => ({
  seen: 0,
  means: new Array<number>(SLOTS).fill(0),
  spreads: new Array<number>(SLOTS).fill(0),
  counts: new Array<number>(SLOTS).fill(0),
  recent: [],
  open: false,
});

/** Seven digits: the state's JSON stays small and a restart from it gives the same numbers. */
const short = (value: number): number => Number(value.toPrecision(7));

/** Judges a value against its hour and learns it; a value far off teaches little. Values that are no numbers change
 * nothing. `least` is the smallest standard deviation that is believed, in the values' unit. */
export function baseline(
  state: BaselineState,
  { at, value }: { at: number; value: number },
  least = 1e-9,
): BaselineFinding {
  if (!Number.isFinite(value) || !Number.isFinite(at)) return { change: null, z: 0, expected: null };
  const usual = expected(state, at, least);
  const z = usual && state.seen >= LEAST ? (value - usual.mean) / usual.sigma : 0;
  if (usual) state.recent = [...state.recent.slice(-3), short(z)];
  learn(state, at, value, usual);
  const beyond = state.recent.filter((one) => Math.abs(one) > DEVIATION_LIMIT).length;
  let change: BaselineFinding["change"] = null;
  if (!state.open && beyond >= 3) change = "opened";
  if (state.open && state.recent.every((one) => Math.abs(one) < DEVIATION_LIMIT / 2)) change = "closed";
  if (change) state.open = change === "opened";
  return { change, z, expected: usual?.mean ?? null };
}

const slotOf = (at: number): number => {
  const weekend = [0, 6].includes(new Date(at).getUTCDay()) ? 1 : 0;
  return weekend * 24 + Math.floor((((at % DAY) + DAY) % DAY) / HOUR);
};

/** Mean between the two nearest hours' middles; an hour not yet seen on this kind of day borrows the other kind's. */
function expected(state: BaselineState, at: number, least: number): { mean: number; sigma: number } | null {
  const hours = [at - 30 * MINUTE, at + 30 * MINUTE].map((near) => known(state, slotOf(near), least));
  const [before, after] = hours;
  if (!before || !after) return before ?? after ?? null;
  const share = ((((at - 30 * MINUTE) % HOUR) + HOUR) % HOUR) / HOUR;
  const mean = before.mean * (1 - share) + after.mean * share;
  return { mean, sigma: Math.max(before.sigma, after.sigma) };
}

function known(state: BaselineState, slot: number, least: number): { mean: number; sigma: number } | null {
  const place = [slot, (slot + 24) % SLOTS].find((one) => state.counts[one]! >= 5);
  if (place === undefined) return null;
  const mean = state.means[place]!;
  // 3 % of the level is the least spread: nobody is called for less.
  return { mean, sigma: Math.max(TO_SIGMA * state.spreads[place]!, 0.03 * Math.abs(mean), least) };
}

function learn(
  state: BaselineState,
  at: number,
  value: number,
  usual: { mean: number; sigma: number } | null,
): void {
  const slot = slotOf(at);
  // While something is wrong it must not become usual within the hour; a change for good does within days.
  const gain = Math.max(GAIN, 1 / (state.counts[slot]! + 1)) * (state.open ? 0.2 : 1);
  const reach = usual && state.seen >= LEAST ? 3 * usual.sigma : Infinity;
  const pulled = usual ? usual.mean + Math.max(-reach, Math.min(reach, value - usual.mean)) : value;
  const centre = usual?.mean ?? value;
  const mean = state.means[slot]!;
  const spread = state.spreads[slot]!;
  state.means[slot] = short(mean + gain * (pulled - mean));
  state.spreads[slot] = short(spread + gain * (Math.abs(pulled - centre) - spread));
  state.counts[slot]!++;
  state.seen++;
}
