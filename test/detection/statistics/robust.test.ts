import { describe, expect, it } from "@jest/globals";
import { mad, median } from "../../../src/detection/statistics/robust.js";

describe("median", () => {
  it.each([
    [[3], 3],
    [[3, 1], 2],
    [[9, 1, 5], 5],
    [[-1, -10, 4, 2], 0.5],
  ])("of %j is %d", (values, expected) => expect(median(values)).toBe(expected));

  it("leaves its input alone", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it("of nothing is no number", () => expect(median([])).toBeNaN());
});

describe("mad", () => {
  it.each([
    [[1, 1, 1], 0],
    [[1, 2, 3], 1.4826],
    [[1, 2, 1e9], 1.4826],
  ])("of %j is %d", (values, expected) => expect(mad(values)).toBeCloseTo(expected, 9));
});
