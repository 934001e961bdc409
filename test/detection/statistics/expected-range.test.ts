import { describe, expect, it } from "@jest/globals";
import { DAY, HOUR } from "../../../src/core/clock.js";
import { theilSen } from "../../../src/detection/statistics/theil-sen.js";
import { expectedRange, type Point } from "../../../src/detection/statistics/expected-range.js";
import { around } from "../../monitoring/runs.js";

/** A Monday. */
const START = Date.parse("2026-03-02T00:00:00Z");
const every = (step: number, values: readonly number[]): Point[] =>
  values.map((value, i) => ({ at: START + i * step, value }));
const times = (n: number, value: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => value(i));

describe("usual", () => {
  it("is the median and three deviations to each side, whatever a few values do", () => {
    const values = times(101, (i) => around(100, i));
    const [band] = expectedRange(every(HOUR, values));
    expect(band?.middle).toBeCloseTo(100, -1);
    expect(band!.high - band!.middle).toBeCloseTo(band!.middle - band!.low);
    const spoiled = values.map((value, i) => (i % 4 === 0 ? 1e6 : value));
    expect(expectedRange(every(HOUR, spoiled))[0]!.high).toBeLessThan(150);
  });

  it.each([
    ["nothing", [], []],
    ["four values", [1, 2, 3, 4], [null, null, null, null]],
  ])("says nothing of %s", (_, values, bands) => expect(expectedRange(every(HOUR, values))).toEqual(bands));

  it("of a constant is wide enough for rounding, and of zeros is zero", () => {
    const [band] = expectedRange(
      every(
        HOUR,
        times(20, () => 10),
      ),
    );
    expect(band).toEqual({ middle: 10, low: 9.85, high: 10.15 });
    expect(
      expectedRange(
        every(
          HOUR,
          times(20, () => 0),
        ),
      )[0],
    ).toEqual({ middle: 0, low: 0, high: 0 });
  });

  it("never falls below zero where no value does", () => {
    const values = times(50, (i) => (i % 5) * 10);
    expect(expectedRange(every(HOUR, values))[0]?.low).toBe(0);
    const below = expectedRange(
      every(
        HOUR,
        values.map((value) => value - 20),
      ),
    )[0];
    expect(below?.low).toBeLessThan(-20);
  });

  it("is each level's own", () => {
    const bands = expectedRange(every(HOUR, [...times(20, () => 60), ...times(20, () => 120)]), {
      starts: [20],
    });
    expect([bands[19]?.middle, bands[20]?.middle]).toEqual([60, 120]);
  });

  it("follows the hours of weekdays and of weekends, where they matter", () => {
    const busy = (i: number) => {
      const at = new Date(START + i * HOUR);
      const weekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
      return around(!weekend && at.getUTCHours() >= 9 && at.getUTCHours() < 17 ? 100 : 10, i);
    };
    const points = every(HOUR, times(28 * 24, busy));
    const plain = expectedRange(points);
    const bands = expectedRange(points, { season: "hour" });
    expect(plain[12]!.middle).toBeCloseTo(10, 0);
    expect([bands[12]!.middle / 100, bands[5 * 24 + 12]!.middle / 10, bands[3]!.middle / 10]).toEqual([
      expect.closeTo(1, 1),
      expect.closeTo(1, 1),
      expect.closeTo(1, 1),
    ]);
    expect(bands[12]!.high).toBeLessThan(150);
  });

  it("has no seasons where they explain nothing, or where too few were seen", () => {
    const noise = every(
      HOUR,
      times(28 * 24, (i) => around(100, i)),
    );
    expect(expectedRange(noise, { season: "hour" })).toEqual(expectedRange(noise));
    const few = every(
      HOUR,
      times(48, (i) => (i % 24 < 12 ? 1 : 100)),
    );
    expect(expectedRange(few, { season: "hour" })).toEqual(expectedRange(few));
  });

  it("follows weekdays for days", () => {
    const days = every(
      DAY,
      times(84, (i) => (i % 7 === 6 ? 10 : 100) + (i % 3)),
    );
    const bands = expectedRange(days, { season: "day" });
    expect([bands[5]!.middle, bands[6]!.middle]).toEqual([expect.closeTo(101, 0), expect.closeTo(11, 0)]);
  });
});

describe("theilSen", () => {
  it("gives the slope a day, whatever a quarter of the values do", () => {
    const line = times(60, (i) => 100 + 3 * i + (i % 4 === 0 ? 500 : 0) + (i % 5));
    const trend = theilSen(every(DAY, line));
    expect(trend?.slope).toBeCloseTo(3, 0);
    expect(trend!.low).toBeGreaterThan(0);
  });

  it("leaves zero within the interval of noise", () => {
    const trend = theilSen(
      every(
        HOUR,
        times(200, (i) => around(100, i)),
      ),
    )!;
    expect(trend.low).toBeLessThanOrEqual(0);
    expect(trend.high).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [
      "too few",
      every(
        DAY,
        times(7, (i) => i),
      ),
    ],
    [
      "all at once",
      every(
        0,
        times(20, (i) => i),
      ),
    ],
    ["nothing", []],
  ])("says nothing of %s", (_, points) => expect(theilSen(points)).toBeNull());

  it("is zero of a constant, and thins what is long", () => {
    expect(
      theilSen(
        every(
          HOUR,
          times(50, () => 5),
        ),
      ),
    ).toEqual({ slope: 0, low: 0, high: 0 });
    expect(
      theilSen(
        every(
          DAY,
          times(5_000, (i) => 2 * i),
        ),
      )?.slope,
    ).toBeCloseTo(2);
  });
});
