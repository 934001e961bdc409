import { describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../../src/core/clock.js";
import { calmAt, flappingText, isFlapping, percentChange } from "../../../src/events/alerts/flapping.js";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const ago = (...minutes: number[]): number[] => minutes.map((n) => NOW - n * MINUTE);
const every = (minutes: number, n: number): number[] =>
  ago(...Array.from({ length: n }, (_, i) => i * minutes).reverse());

describe("percent state change", () => {
  it.each<[string, number[], number]>([
    ["nothing changed", [], 0],
    ["all of 20 checks", every(1, 20), 100],
    ["the newest weighs 1.25", ago(0), 6.25],
    ["the oldest 0.75", ago(19), 3.75],
    ["twice within a minute is one check", ago(0.5, 0.1), 6.25],
    ["what is older is forgotten", ago(20, 30), 0],
  ])("%s", (_what, times, percent) => {
    expect(percentChange(times, NOW)).toBeCloseTo(percent, 5);
  });
});

describe("flapping", () => {
  it("begins at 20 % and goes on down to 5 %", () => {
    const three = ago(2, 1, 0);
    expect(isFlapping({ times: three, flapping: false }, NOW)).toBe(false);
    expect(isFlapping({ times: three, flapping: true }, NOW)).toBe(true);
    expect(isFlapping({ times: ago(3, 2, 1, 0), flapping: false }, NOW)).toBe(true);
    expect(isFlapping({ times: ago(10), flapping: true }, NOW)).toBe(false);
  });

  it("is seen in changes within one check, too, until they are out of sight", () => {
    const burst = (age: number, changes: number): number[] =>
      Array.from({ length: changes }, (_, i) => NOW - age * 60_000 - (changes - i) * 1_000);
    expect(isFlapping({ times: burst(0, 7), flapping: false }, NOW)).toBe(false);
    expect(isFlapping({ times: burst(0, 8), flapping: false }, NOW)).toBe(true);
    expect(isFlapping({ times: burst(19, 8), flapping: true }, NOW)).toBe(true);
    expect(isFlapping({ times: burst(20, 8), flapping: true }, NOW)).toBe(false);
  });

  it("an outage and its end are none", () => {
    expect(isFlapping({ times: ago(12, 0), flapping: false }, NOW)).toBe(false);
  });

  it("ends when it has been calm for as long as it is remembered", () => {
    const times = every(1, 12);
    const at = calmAt({ times }, NOW);
    expect(isFlapping({ times, flapping: true }, at)).toBe(false);
    expect(isFlapping({ times, flapping: true }, at - MINUTE)).toBe(true);
    expect(at - NOW).toBeLessThanOrEqual(20 * MINUTE);
    expect(at - NOW).toBeGreaterThan(10 * MINUTE);
  });

  it("says how often", () => {
    expect(flappingText({ times: every(1.5, 12) }, NOW)).toBe("flapping, 12 changes in 20 min");
  });
});
