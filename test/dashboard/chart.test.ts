import { describe, expect, it } from "@jest/globals";
import { chart, type Drawn } from "../../src/dashboard/chart.js";
import { measure, unitOf } from "../../src/dashboard/units.js";

const of = (values: readonly (number | null)[]): Drawn[] => values.map((value, at) => ({ at, value }));

describe("chart", () => {
  it.each([
    ["nothing", [], [], []],
    ["one point", [5], [], [{ x: "300.0", y: "4.0" }]],
    ["two", [5, 10], ["4.0,60.0 596.0,4.0"], []],
    ["zeros", [0, 0], ["4.0,116.0 596.0,116.0"], []],
    ["below zero", [-1, 1], ["4.0,116.0 596.0,4.0"], []],
    [
      "a hole",
      [1, 1, null, 1, NaN, 1, 1],
      ["4.0,4.0 102.7,4.0", "497.3,4.0 596.0,4.0"],
      [{ x: "300.0", y: "4.0" }],
    ],
  ])("of %s", (_, values, lines, dots) => expect(chart(of(values))).toMatchObject({ lines, dots }));

  it("places points by time", () => {
    const points = [0, 1, 10].map((at) => ({ at, value: 1 }));
    expect(chart(points).lines).toEqual(["4.0,4.0 63.2,4.0 596.0,4.0"]);
  });

  it("marks places between points, never before the first", () => {
    const points = of([1, 1, 1]).map((point, i) => ({ ...point, mark: i !== 1 }));
    expect(chart(points).marks).toEqual(["448.0"]);
  });

  it("draws bands between low and high, within the box", () => {
    const points = of([1, 1, 1]).map((point) => ({ ...point, low: 0, high: 2 }));
    expect(chart(points)).toMatchObject({
      bands: ["4.0,4.0 300.0,4.0 596.0,4.0 596.0,116.0 300.0,116.0 4.0,116.0"],
      top: 2,
    });
  });
});

describe("units", () => {
  it.each([
    ["answer_seconds", 0, "0s"],
    ["answer_seconds", 0.0123, "12.3 ms"],
    ["answer_seconds", 1.25, "1.3s"],
    ["answer_seconds", 90, "1m 30s"],
    ["drift_seconds", -90, "−1m 30s"],
    ["resident_bytes", 0, "0 B"],
    ["resident_bytes", 125829120, "120 MiB"],
    ["error_ratio", 0.00456, "0.456 %"],
    ["availability", 1, "100 %"],
    ["depth", 1234.56, "1235"],
    ["depth", -0.5, "-0.5"],
  ])("%s of %s is %s", (name, value, said) => expect(measure(value, unitOf(name))).toBe(said));
});
