import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { count, newWindow, totals } from "../../src/detection/sliding-window.js";

const SPAN = 12_000;
const START = 1_800_000_000_000;

describe("window", () => {
  it("counts what is within its span and forgets the rest", () => {
    const window = newWindow(SPAN);
    count(window, START, true);
    count(window, START + 5_000, false);
    expect(totals(window, START + 5_000)).toEqual({ all: 2, bad: 1 });
    expect(totals(window, START + 12_500)).toEqual({ all: 1, bad: 0 });
    expect(totals(window, START + 60_000)).toEqual({ all: 0, bad: 0 });
  });

  it("puts a late one in its own slot, and leaves out one from before the window", () => {
    const window = newWindow(SPAN);
    count(window, START + 11_000, false);
    count(window, START + 2_000, true);
    count(window, START - 50_000, true);
    expect(totals(window, START + 11_000)).toEqual({ all: 2, bad: 1 });
    expect(totals(window, START + 14_500)).toEqual({ all: 1, bad: 0 });
  });

  it("weighs", () => {
    const window = newWindow(SPAN);
    count(window, START, true, 3);
    count(window, START, false, 97);
    expect(totals(window, START)).toEqual({ all: 100, bad: 3 });
  });

  it("never counts more than happened in its span, nor less than in eleven twelfths of it", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { minLength: 1, maxLength: 60 }), (offsets) => {
        const window = newWindow(SPAN);
        const times = offsets.toSorted((a, b) => a - b).map((offset) => START + offset);
        for (const time of times) count(window, time, false);
        const now = times.at(-1)!;
        const { all } = totals(window, now);
        expect(all).toBeLessThanOrEqual(times.filter((time) => time > now - SPAN).length);
        expect(all).toBeGreaterThanOrEqual(times.filter((time) => time > now - (SPAN * 11) / 12).length);
      }),
    );
  });
});
