import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { changePoints } from "../../src/detection/changepoint.js";

/** Noise in +-1 that repeats in no short cycle. */
const noise = (i: number): number => (((i * 7919) % 211) / 211 - 0.5) * 2;
const make = (n: number, at: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => at(i) + noise(i));
const found = (values: readonly number[]): number[] => changePoints(values).map(({ index }) => index);

describe("changePoints", () => {
  it.each<[string, number[], number[]]>([
    ["one level to another", make(120, (i) => (i < 60 ? 10 : 20)), [60]],
    ["up and back", make(150, (i) => (i >= 50 && i < 100 ? 20 : 10)), [50, 100]],
    ["a slope that begins", make(200, (i) => (i < 100 ? 10 : 10 + (i - 100) * 0.5)), [100]],
    ["noise alone", make(200, () => 10), []],
    ["a straight slope", make(200, (i) => i), []],
    ["a constant", new Array<number>(50).fill(3), []],
    ["nothing", [], []],
    ["too little", [1, 2, 9, 9, 9], []],
  ])("finds the changes of %s", (_name, values, expected) => {
    const places = found(values);
    expect(places).toHaveLength(expected.length);
    for (const [k, place] of places.entries()) expect(Math.abs(place - expected[k]!)).toBeLessThanOrEqual(3);
  });

  it("tells the means on both sides and how sure it is", () => {
    const [change] = changePoints(make(120, (i) => (i < 60 ? 10 : 20)));
    expect(change!.before).toBeCloseTo(10, 0);
    expect(change!.after).toBeCloseTo(20, 0);
    expect(change!.p).toBeGreaterThan(0.99);
  });

  it("is not led astray by single outliers", () => {
    const values = make(200, (i) => (i < 100 ? 10 : 20));
    for (const i of [30, 31 + 40, 150]) values[i] = 400;
    const places = found(values);
    expect(places).toHaveLength(1);
    expect(Math.abs(places[0]! - 100)).toBeLessThanOrEqual(2);
  });

  it("counts values that are no numbers in the index and nowhere else", () => {
    const values = make(120, (i) => (i < 60 ? 10 : 20));
    const holes = [Number.NaN, Infinity, ...values.slice(0, 30), Number.NaN, ...values.slice(30)];
    expect(found(holes)).toEqual(found(values).map((place) => place + 3));
  });

  it("searches long series in blocks and still names the exact place", () => {
    expect(found(make(20_000, (i) => (i < 7_003 ? 10 : 14)))).toEqual([7_003]);
  });

  it("finds the same places whatever the unit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 80 }),
        fc.integer({ min: -6, max: 6 }),
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        (at, power, offset) => {
          const values = make(100, (i) => (i < at ? 0 : 8));
          const scaled = values.map((value) => (value + offset) * 10 ** power);
          expect(found(scaled)).toEqual(found(values));
        },
      ),
      { numRuns: 20 },
    );
  });

  it("gives places in order, inside the series, with p in 0..1", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: false }), { maxLength: 60 }), (values) => {
        const changes = changePoints(values);
        for (const [k, { index, p }] of changes.entries()) {
          expect(index).toBeGreaterThan(changes[k - 1]?.index ?? 0);
          expect(index).toBeLessThan(values.length);
          expect(p >= 0 && p <= 1).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
