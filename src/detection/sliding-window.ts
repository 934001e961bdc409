import { isPlausible } from "../core/clock.js";

/** Counts of the last `span` milliseconds in 12 slots; the oldest slot leaves whole, so a window is 92-100 % of its span. */
export interface Window {
  span: number;
  /** Number of the newest slot since 1970. */
  head: number;
  /** [all, bad] of each slot. */
  slots: number[];
}

const SLOTS = 12;

export const newWindow = (span: number): Window => ({
  span,
  head: 0,
  slots: new Array<number>(2 * SLOTS).fill(0),
});

/** Counts one; what is older than the window is left out, what is late falls into its own slot. */
export function count(window: Window, at: number, bad: boolean, weight = 1): void {
  const slot = turn(window, at);
  if (slot <= window.head - SLOTS) return;
  const place = 2 * (((slot % SLOTS) + SLOTS) % SLOTS);
  window.slots[place]! += weight;
  if (bad) window.slots[place + 1]! += weight;
}

/** Sums as of `at`; looking does not lose what a late look still needs. */
export function totals(window: Window, at: number): { all: number; bad: number } {
  turn(window, at);
  let [all, bad] = [0, 0];
  for (let i = 0; i < SLOTS; i++) {
    all += window.slots[2 * i]!;
    bad += window.slots[2 * i + 1]!;
  }
  return { all, bad };
}

/** Moves the window on to the slot of `at`, emptying what it passes. */
function turn(window: Window, at: number): number {
  const width = window.span / SLOTS;
  const slot = Math.floor(at / width);
  // Counted on a clock that nobody believes any more: the window begins anew.
  if (!isPlausible(window.head * width, at)) Object.assign(window, newWindow(window.span));
  if (slot <= window.head) return slot;
  for (let passed = Math.max(window.head + 1, slot - SLOTS + 1); passed <= slot; passed++) {
    const place = 2 * (((passed % SLOTS) + SLOTS) % SLOTS);
    window.slots[place] = 0;
    window.slots[place + 1] = 0;
  }
  window.head = slot;
  return slot;
}
