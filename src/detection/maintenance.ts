import { HOUR, MINUTE } from "../core/clock.js";
import type { Silence } from "./policy.js";

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof days)[number];

/** Which findings it silences; what is left out matches all. */
interface Part {
  service?: string | undefined;
  subject?: string | undefined;
  detector?: string | undefined;
}

export interface Mute extends Part {
  /** ISO 8601; left out: until it is taken out of the file. */
  until?: string | undefined;
}

/** Planned work: from one moment to another, or weekly by the clock of a place. */
export type Maintenance = Part &
  ({ from: string; to: string } | { days: readonly Day[]; from: string; to: string; timezone: string });

const partOf = ({ service, subject, detector }: Part): Part => ({ service, subject, detector });

/** The silences of a repository's file that may cover `at`. */
export function silencesOf(
  { mutes, maintenance }: { mutes: readonly Mute[]; maintenance: readonly Maintenance[] },
  repository: string,
  at: number,
): Silence[] {
  return [
    ...mutes.map(
      (mute): Silence => ({
        ...partOf(mute),
        repository,
        from: -Infinity,
        to: mute.until === undefined ? Infinity : Date.parse(mute.until),
        why: "mute",
      }),
    ),
    ...maintenance.flatMap((window): Silence[] => {
      const span =
        "days" in window
          ? weeklyWindow(window, at)
          : { from: Date.parse(window.from), to: Date.parse(window.to) };
      return span === null ? [] : [{ ...partOf(window), repository, ...span, why: "maintenance" }];
    }),
  ].filter(({ from, to }) => at >= from && at < to);
}

/**
 * The span of a weekly window around `at`, by the clock of its time zone; null when `at` is not in it. A window whose end
 * is not after its beginning ends on the next day. The end is counted in elapsed minutes: on the night the clocks change it
 * is off by that hour.
 */
export function weeklyWindow(
  window: { days: readonly Day[]; from: string; to: string; timezone: string },
  at: number,
): { from: number; to: number } | null {
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  const length = to > from ? to - from : to + 24 * 60 - from;
  for (const back of [0, 1]) {
    const local = placeOf(at - back * 24 * HOUR, window.timezone);
    const passed = local.minute + back * 24 * 60 - from;
    if (!window.days.includes(local.day) || passed < 0 || passed >= length) continue;
    const begin = Math.floor(at / MINUTE) * MINUTE - passed * MINUTE;
    return { from: begin, to: begin + length * MINUTE };
  }
  return null;
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const clocks = new Map<string, Intl.DateTimeFormat>();

function placeOf(at: number, timeZone: string): { day: Day; minute: number } {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(timeZone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: (parts["weekday"] ?? "").toLowerCase().slice(0, 3) as Day,
    minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  };
}
