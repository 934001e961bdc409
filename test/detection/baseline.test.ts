import { describe, expect, it } from "@jest/globals";
import { DAY, MINUTE } from "../../src/core/clock.js";
import type { BaselineState } from "../../src/detection/baseline.js";
import { baseline, newBaselineState } from "../../src/detection/baseline.js";

const START = Date.UTC(2026, 2, 2);
const WEEK = 7 * 24 * 60;
const usual = (minute: number): number => {
  const weekend = Math.floor(minute / 1_440) % 7 >= 5 ? 0.5 : 1;
  return weekend * (100 + 50 * Math.sin((2 * Math.PI * (minute % 1_440)) / 1_440)) + ((minute * 7919) % 7);
};
const feed = (
  state: BaselineState,
  from: number,
  to: number,
  value = usual,
): { minute: number; change: string }[] => {
  const changes = [];
  for (let minute = from; minute < to; minute++) {
    const { change } = baseline(state, { at: START + minute * MINUTE, value: value(minute) });
    if (change) changes.push({ minute, change });
  }
  return changes;
};

describe("baseline", () => {
  it("learns hours and weekends, and stays quiet on them", () => {
    const state = newBaselineState();
    feed(state, 0, WEEK);
    expect(feed(state, WEEK, 3 * WEEK)).toEqual([]);
  });

  it.each([
    ["up", 2],
    ["down", 0],
  ])("opens within four values of a change %s and closes after it", (_name, factor) => {
    const state = newBaselineState();
    feed(state, 0, WEEK);
    const from = WEEK + 600;
    const changes = feed(state, WEEK, WEEK + 900, (minute) =>
      minute >= from && minute < from + 60 ? factor * usual(minute) : usual(minute),
    );
    expect(changes.map(({ change }) => change)).toEqual(["opened", "closed"]);
    expect(changes[0]!.minute - from).toBeLessThanOrEqual(3);
    expect(changes[1]!.minute - from - 60).toBeLessThanOrEqual(4);
  });

  it("does not open on one or two values that are off", () => {
    const state = newBaselineState();
    feed(state, 0, WEEK);
    expect(feed(state, WEEK, WEEK + 900, (m) => (m % 300 < 2 ? 9 : 1) * usual(m))).toEqual([]);
  });

  it("tells what it expected and how far off the value is", () => {
    const state = newBaselineState();
    feed(state, 0, WEEK);
    const found = baseline(state, { at: START + (WEEK + 375) * MINUTE, value: 300 });
    expect(found.expected).toBeGreaterThan(145);
    expect(found.expected).toBeLessThan(158);
    expect(found.z).toBeGreaterThan(6);
  });

  it("says nothing before it has seen enough, and nothing of what is no number", () => {
    const state = newBaselineState();
    expect(feed(state, 0, 150, (m) => (m % 50 === 49 ? 1e6 : 1))).toEqual([]);
    const before = JSON.stringify(state);
    expect(baseline(state, { at: START + DAY, value: Number.NaN })).toEqual({
      change: null,
      z: 0,
      expected: null,
    });
    expect(JSON.stringify(state)).toBe(before);
  });

  it("goes on from JSON with the same answers, in 2 KB", () => {
    const state = newBaselineState();
    feed(state, 0, WEEK);
    const text = JSON.stringify(state);
    expect(text.length).toBeLessThan(2_048);
    const again = JSON.parse(text) as BaselineState;
    const next = { at: START + WEEK * MINUTE, value: 170 };
    expect(baseline(again, next)).toEqual(baseline(state, next));
  });
});
