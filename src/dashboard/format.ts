import { DAY, HOUR, MINUTE } from "../core/clock.js";
import { instant } from "../core/format.js";

/** A moment as pages show it: for programs, for a glance, and in full. */
export interface Moment {
  iso: string;
  words: string;
  full: string;
}

/** `3 min ago`; from a month on the date says more. */
export function moment(at: Date, now: Date): Moment {
  const iso = at.toISOString();
  return {
    iso,
    words: ago(now.getTime() - at.getTime(), iso),
    full: instant(at),
  };
}

/** `02:02:25 UTC`, of what is to come soon. */
export const oclock = (at: Date, now: Date): Moment => ({
  ...moment(at, now),
  words: `${at.toISOString().slice(11, 19)} UTC`,
});

function ago(ms: number, iso: string): string {
  if (ms < -MINUTE) return ms > -DAY ? `in ${size(-ms)}` : iso.slice(0, 10);
  if (ms < MINUTE) return "just now";
  return ms < 30 * DAY ? `${size(ms)} ago` : iso.slice(0, 10);
}

function size(ms: number): string {
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  return ms < DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`;
}

/** Only what a browser opens as a page may become a link; null for everything else (`javascript:`, `data:`, paths). */
export function webUrl(text: string | null | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

export { countText, percent } from "../core/format.js";

/** `out_of_memory` -> `out of memory` */
export const withSpaces = (word: string): string => word.replaceAll("_", " ");
