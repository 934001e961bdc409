import { describe, expect, it } from "@jest/globals";
import { threshold } from "../../src/detection/flaky.js";
import { columns, firstFailure, linear, passProbability, repeated } from "../../src/detection/flaky-model.js";
import { weights } from "../../src/detection/flaky-weights.js";
import { decodeTrees } from "../../src/logs/model/trees.js";

const empty = new Map(weights.names.map((name) => [name, name === "attempts" ? 0.5 : 0]));

describe("the shipped weights", () => {
  it("have one number for each column, and trees that ask known columns only", () => {
    expect(weights.attempts.of).toHaveLength(weights.names.length);
    expect(weights.runs.of).toHaveLength(weights.names.length);
    const { columns: asked } = decodeTrees(weights.trees);
    expect(Math.max(...asked)).toBeLessThan(weights.names.length);
  });

  it("put no weight on the share of attempts, which mixes the two regressions", () => {
    const at = weights.names.indexOf("attempts");
    expect([weights.attempts.of[at], weights.runs.of[at]]).toEqual([0, 0]);
  });

  it("trust a commit less after each failure, and more once it passed", () => {
    const p = [null, { failed: 1, passed: 0 }, { failed: 4, passed: 0 }].map((seen) =>
      passProbability(empty, seen),
    );
    expect(p).toEqual(p.toSorted((a, b) => b - a));
    expect(passProbability(empty, { failed: 4, passed: 3 })).toBeGreaterThan(p[2]!);
  });
});

describe("firstFailure", () => {
  const model = {
    names: ["attempts", "x"],
    attempts: { intercept: 2, of: [0, 1] },
    runs: { intercept: -2, of: [0, 1] },
  };
  const trees = decodeTrees(weights.trees);
  const flat = { ...trees, count: 0, base: 4 };

  it.each([
    [1, (2 + 4) / 2],
    [0, (-2 + 4) / 2],
    [0.5, 4 / 2],
  ])("mixes the regressions by the share of attempts %p, and halves with the trees", (share, logOdds) => {
    const values = new Map([
      ["attempts", share],
      ["x", 0],
    ]);
    expect(firstFailure(values, model, flat)).toBeCloseTo(logOdds, 6);
  });
});

it("takes columns by name, whatever the order of the values", () => {
  const values = new Map([
    ["b", 2],
    ["a", 1],
  ]);
  expect([...columns(["a", "b"], values)]).toEqual([1, 2]);
  expect(linear({ intercept: 1, of: [10, 100] }, columns(["a", "b"], values))).toBe(211);
});

it("keeps the log odds of the first failure first", () => {
  expect(repeated(1.5, { failed: 0, passed: 0 })).toEqual([1.5, 0, 0]);
});

it.each([
  [0.46, 0.383],
  [0.76, 0.623],
])("asks for more where more failures are flaky: base %p", (base, least) => {
  expect(threshold(base)).toBeCloseTo(least, 3);
});
