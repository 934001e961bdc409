import { DAY, MINUTE } from "../../core/clock.js";

/**
 * Nagios' flap detection (https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/flapping.html): the last 21 checks
 * are looked at, a change between two of them weighs from 0.75 (oldest) to 1.25 (newest), and the sum as a share of all 20 is the
 * percent state change. It begins to flap at the higher threshold and ends below the lower one (defaults of
 * `high_service_flap_threshold` and `low_service_flap_threshold`). Senders tell of changes only, so a check is a minute: it
 * changed when a change came within it.
 */
const CHECKS = 21;
const CHECK_MS = MINUTE;
const WEIGHTS = { oldest: 0.75, newest: 1.25 };
const PERCENT = { enter: 20, leave: 5 };
/** So many changes are flapping however close together: four times on and off within a minute are one check that changed. */
const MANY = 8;

export const WINDOW_MS = (CHECKS - 1) * CHECK_MS;

/** Four changes in 20 minutes begin to be flapping: what fires for longer than one of them takes is more than that. */
export const HOLD_MS = WINDOW_MS / 4;
/** How long it is remembered that something flapped. */
export const REMEMBERED_MS = 30 * DAY;

/** When something began or ceased to fire, in ms since 1970, oldest first; and whether it was flapping when last looked at. */
export interface Changes {
  times: readonly number[];
  flapping: boolean;
}

/** Changes that are kept: what flaps every few seconds for 20 minutes needs no more to be seen. */
const MOST = 500;

export const recent = (times: readonly number[], now: number): number[] =>
  times.filter((at) => at > now - WINDOW_MS && at <= now).slice(-MOST);

export function percentChange(times: readonly number[], now: number): number {
  const slots = new Set(recent(times, now).map((at) => Math.floor((now - at) / CHECK_MS)));
  const step = (WEIGHTS.newest - WEIGHTS.oldest) / (CHECKS - 2);
  const sum = [...slots].reduce((all, age) => all + WEIGHTS.newest - age * step, 0);
  return (sum / (CHECKS - 1)) * 100;
}

export const isFlapping = ({ times, flapping }: Changes, now: number): boolean =>
  percentChange(times, now) >= (flapping ? PERCENT.leave : PERCENT.enter) ||
  recent(times, now).length >= MANY;

/** When it will have calmed down if nothing changes any more. */
export function calmAt({ times }: Pick<Changes, "times">, now: number): number {
  for (let at = now + CHECK_MS; at <= now + WINDOW_MS; at += CHECK_MS)
    if (!isFlapping({ times, flapping: true }, at)) return at;
  return now + WINDOW_MS + CHECK_MS;
}

/** For people. */
export const flappingText = ({ times }: Pick<Changes, "times">, now: number): string =>
  `flapping, ${recent(times, now).length} changes in ${WINDOW_MS / MINUTE} min`;

/** What a group says of itself now; null: it does not flap, or has calmed down since it was looked at. */
export function flappingNowText(
  group: { changes: readonly number[]; flapping_since: Date | null } | null,
  now: number,
): string | null {
  if (!group || group.flapping_since === null) return null;
  return isFlapping({ times: group.changes, flapping: true }, now)
    ? flappingText({ times: group.changes }, now)
    : null;
}
