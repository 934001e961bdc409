/** The time, injected: pure rooms take it as a value, tests advance it by hand. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * How far a sender's clock is believed against the moment its word came in. GitHub gives a delivery again for 3 days; a clock
 * that is ahead by more than minutes is wrong.
 */
const STATED = { behind: 7 * DAY, ahead: 5 * MINUTE };

/** A stated time, limited to 7 days before and 5 minutes after receipt. */
export const bounded = (stated: Date, received: Date): Date => {
  const [told, at] = [stated.getTime(), received.getTime()];
  if (Number.isNaN(told)) return received;
  return new Date(Math.min(Math.max(told, at - STATED.behind), at + STATED.ahead));
};

/** Two bounded times differ by at most this; a later one was stored before times were bounded. */
export const isPlausible = (remembered: number, at: number): boolean =>
  remembered - at <= STATED.behind + STATED.ahead;

/** `30s`, `20m`, `2h`, `3d` or plain milliseconds -> milliseconds; `null` when it is neither. */
export function duration(text: string | number): number | null {
  if (typeof text === "number") return Number.isFinite(text) && text >= 0 ? text : null;
  const match = /^(\d{1,9})(ms|[smhd])$/.exec(text.trim());
  if (!match) return null;
  const unit = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY }[match[2] as "ms" | "s" | "m" | "h" | "d"];
  return Number(match[1]) * unit;
}

/** 90_000 -> `1m 30s`: the two largest units, for people. */
export function formatDuration(ms: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(ms / SECOND)) * SECOND;
  for (const [unit, size] of [
    ["d", DAY],
    ["h", HOUR],
    ["m", MINUTE],
    ["s", SECOND],
  ] as const) {
    const n = Math.floor(rest / size);
    if (n > 0) parts.push(`${n}${unit}`);
    rest -= n * size;
  }
  return parts.slice(0, 2).join(" ") || "0s";
}
