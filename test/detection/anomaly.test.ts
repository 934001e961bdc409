import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  encodeAnomalyState,
  newAnomalyState,
  decodeAnomalyState,
} from "../../src/detection/anomaly-state.js";
import type { Point } from "../../src/detection/anomaly.js";
import { ANOMALOUS, anomaly } from "../../src/detection/anomaly.js";

const MINUTE = 60_000;
const scores = (points: readonly Point[], state = newAnomalyState()): number[] =>
  points.map((point) => anomaly(state, point).score);
const series = (values: readonly number[]): Point[] =>
  values.map((value, i) => ({ at: i * 5 * MINUTE, value }));
/** A daily wave with a little noise that repeats in no short cycle. */
const daily = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => 100 + 30 * Math.sin((2 * Math.PI * i) / 288) + ((i * 7919) % 97) / 20);
const anomalies = (values: readonly number[]): number[] =>
  scores(series(values)).flatMap((score, i) => (score >= ANOMALOUS ? [i] : []));

describe("anomaly", () => {
  it.each([
    ["a spike", (v: number, i: number) => (i === 2_500 ? v * 6 : v), [2_500, 2_505]],
    ["a lasting shift", (v: number, i: number) => (i >= 2_500 ? v * 2 : v), [2_500, 2_520]],
    ["a fall to nothing", (v: number, i: number) => (i >= 2_500 ? 0 : v), [2_500, 2_520]],
    ["noise that grows", (v: number, i: number) => (i >= 2_500 ? v + 60 * (i % 2) : v), [2_500, 2_540]],
    ["a day without its wave", (v: number, i: number) => (i >= 2_592 ? 100 : v), [2_592, 2_880]],
  ])("sees %s soon after it begins", (_name, change, [from, to]) => {
    const found = anomalies(daily(3_200).map(change)).filter((place) => place >= 2_000);
    expect(found[0]).toBeGreaterThanOrEqual(from!);
    expect(found[0]).toBeLessThanOrEqual(to!);
  });

  it("stays nearly quiet on a wave that only repeats itself", () => {
    expect(anomalies(daily(8_000)).filter((place) => place > 600).length).toBeLessThanOrEqual(4);
  });

  it("raises one anomaly, not one a value, while the unusual lasts", () => {
    const values = daily(3_000).map((value, i) => (i >= 2_500 ? value * 3 : value));
    expect(anomalies(values).filter((place) => place >= 2_500 && place < 2_640)).toHaveLength(1);
  });

  it("names what stood out", () => {
    const state = newAnomalyState();
    const points = series(daily(1_000).map((value, i) => (i === 999 ? 900 : value)));
    const last = points.map((point) => anomaly(state, point)).at(-1)!;
    expect(last).toMatchObject({ anomalous: true, reason: expect.stringContaining("level") as unknown });
  });

  it("finds a spike in a short series by its last values", () => {
    const values = Array.from({ length: 40 }, (_, i) => 10 + (i % 3) / 10);
    values[30] = 50;
    expect(anomalies(values)).toEqual([30]);
  });

  it.each([
    ["a constant", () => 5],
    ["zeros", () => 0],
    ["a constant of a huge size", () => 1e300],
  ])("scores %s with 0 throughout", (_name, value) => {
    expect(new Set(scores(series(Array.from({ length: 500 }, value))))).toEqual(new Set([0]));
  });

  it("sees the first step of a series that never moved", () => {
    const values = Array.from({ length: 400 }, (_, i) => (i >= 300 ? 6 : 5));
    expect(anomalies(values)).toEqual([300]);
  });

  it("is not blind for long after an absurd value", () => {
    const values = daily(9_000);
    values[3_000] = 1e12;
    for (let i = 8_000; i < 9_000; i++) values[i]! *= 3;
    expect(anomalies(values).some((place) => place >= 8_000 && place < 8_030)).toBe(true);
  });

  it.each([Number.NaN, Infinity, -Infinity])("gives %p score 0 and learns nothing from it", (value) => {
    const state = newAnomalyState();
    scores(series(daily(300)), state);
    const before = encodeAnomalyState(state);
    expect(anomaly(state, { at: 0, value })).toEqual({ score: 0, anomalous: false, reason: null });
    expect(encodeAnomalyState(state)).toBe(before);
  });

  it("takes repeated and late times like any next value", () => {
    const points = series(daily(500)).map((point, i) => (i % 50 === 0 ? { ...point, at: 0 } : point));
    expect(scores(points).every((score) => score >= 0 && score <= 1)).toBe(true);
  });

  it("scores a prefix as it scores the whole: later values change nothing", () => {
    fc.assert(
      fc.property(values(), fc.nat(400), (all, cut) => {
        expect(scores(series(all)).slice(0, cut)).toEqual(scores(series(all.slice(0, cut))));
      }),
      { numRuns: 40 },
    );
  });

  it("goes on from its text exactly as it would have without a restart", () => {
    fc.assert(
      fc.property(values(), fc.nat(400), (all, cut) => {
        const state = newAnomalyState();
        const points = series(all);
        const before = scores(points.slice(0, cut), state);
        const after = scores(
          points.slice(cut),
          decodeAnomalyState(JSON.parse(JSON.stringify(encodeAnomalyState(state))) as string),
        );
        expect([...before, ...after]).toEqual(scores(points));
      }),
      { numRuns: 40 },
    );
  });

  it("keeps every score within 0 and 1 and its state within 4 KB", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: false }), { maxLength: 400 }), (all) => {
        const state = newAnomalyState();
        for (const score of scores(series(all), state)) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        expect(JSON.stringify(encodeAnomalyState(state)).length).toBeLessThan(4_096);
      }),
      { numRuns: 60 },
    );
  });

  it.each(["", "a1:AAAA", "a0:", `a2:${encodeAnomalyState(newAnomalyState()).slice(3)}`])(
    "refuses %p as a state",
    (text) => {
      expect(() => decodeAnomalyState(text)).toThrow(expect.objectContaining({ code: "HEAL_INPUT_INVALID" }));
    },
  );
});

const values = (): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6 }), fc.constant(Number.NaN)), {
    minLength: 100,
    maxLength: 400,
  });
