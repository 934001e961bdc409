import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { segmentCosts, segmentations } from "../../../src/detection/statistics/segmentation.js";

const mean = (y: readonly number[]): number => y.reduce((sum, value) => sum + value, 0) / y.length;

describe("costs", () => {
  it("equal the sums of squares computed the long way", () => {
    const y = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(y, fc.nat(26), (values, start) => {
        const from = Math.min(start, values.length - 3);
        const part = values.slice(from);
        const { level, line } = segmentCosts(Float64Array.from(values));
        const m = mean(part);
        expect(level(from, values.length)).toBeCloseTo(
          part.reduce((sum, v) => sum + (v - m) ** 2, 0),
          5,
        );
        const x = mean(part.map((_, i) => i));
        const slope =
          part.reduce((sum, v, i) => sum + (i - x) * (v - m), 0) /
          part.reduce((sum, _, i) => sum + (i - x) ** 2, 0);
        const rest = part.reduce((sum, v, i) => sum + (v - m - slope * (i - x)) ** 2, 0);
        expect(line(from, values.length)).toBeCloseTo(rest, 5);
      }),
    );
  });
});

describe("segmentations", () => {
  const y = Float64Array.from([0, 0, 0, 5, 5, 5, 1, 1, 1]);
  it("gives the cheapest cut for each number of segments", () => {
    const found = segmentations(y.length, segmentCosts(y).level, { most: 3, least: 2 });
    expect(found.map(({ starts }) => starts)).toEqual([[], [3], [3, 6], expect.any(Array) as unknown]);
    expect(found[2]!.cost).toBeCloseTo(0, 9);
  });

  it("keeps segments at least as long as asked and stops where no more fit", () => {
    const found = segmentations(y.length, segmentCosts(y).level, { most: 8, least: 4 });
    expect(found.map(({ starts }) => starts.length)).toEqual([0, 1]);
    expect(found[1]!.starts[0]).toBeGreaterThanOrEqual(4);
    expect(found[1]!.starts[0]).toBeLessThanOrEqual(5);
  });
});
