import { describe, expect, it } from "@jest/globals";
import { rerankFeatureNames } from "../../src/logs/rerank/features.js";
import { extentNames } from "../../src/logs/line/extent.js";
import { featureNames } from "../../src/logs/line/features.js";
import { exampleNames } from "../../src/logs/examples.js";
import { decodeAdditive, encodeAdditive, scoreAdditive } from "../../src/logs/model/additive.js";
import { partModel } from "../../src/logs/model/index.js";
import { decodeTrees, encodeTrees, scoreRow } from "../../src/logs/model/trees.js";
import { segmentNames } from "../../src/logs/candidates.js";
import { spanF1 } from "../../src/logs/choose-segment.js";
import { topIndexes } from "../../src/logs/line-scores.js";

describe("the shipped weights", () => {
  it("were fitted for the features that the code reads today", () => {
    const { inside, start, ends, segment, choice, examples } = partModel();
    expect([inside, start, ends, segment, choice, examples].map(({ width }) => width)).toEqual([
      featureNames.length,
      featureNames.length,
      extentNames.length,
      segmentNames.length,
      rerankFeatureNames.length,
      exampleNames.length,
    ]);
  });
});

describe("an additive model", () => {
  const model = {
    width: 2,
    edges: [Float32Array.of(1, 2), Float32Array.of()],
    offsets: Int32Array.of(0, 3),
    weights: Float32Array.of(10, 20, 30, 1),
  };

  it.each([
    [0, 11],
    [1, 11],
    [1.5, 21],
    [9, 31],
  ])("adds the cell of each column: %f", (value, score) => {
    expect(scoreAdditive(model, Float32Array.of(value, 5), 0)).toBe(score);
  });

  it("survives being text, and refuses text of another size", () => {
    expect(decodeAdditive(encodeAdditive(model))).toEqual(model);
    const [counts, edges] = encodeAdditive(model).split(" ");
    expect(() => decodeAdditive(`${counts} ${edges} AAAA`)).toThrow(RangeError);
  });
});

describe("boosted trees", () => {
  const trees = {
    depth: 1,
    count: 2,
    base: 0.5,
    columns: Uint16Array.of(0, 1),
    thresholds: Float32Array.of(3, 0),
    leaves: Float32Array.of(-1, 1, -2, 2),
  };

  it.each([
    [[0, 0], -2.5],
    [[4, 0], -0.5],
    [[4, 1], 3.5],
  ])("sum the leaves a row falls into: %j", (row, score) => {
    expect(scoreRow(trees, Float32Array.from(row), 0)).toBe(score);
  });

  it("survive being text, and refuse text of another size", () => {
    expect(decodeTrees(encodeTrees(trees))).toEqual(trees);
    expect(() => decodeTrees(encodeTrees(trees).replace(/^1 2/, "1 3"))).toThrow(RangeError);
  });
});

describe("spans", () => {
  it.each([
    [[0, 9], [0, 9], 1],
    [[0, 9], [5, 14], 0.5],
    [[0, 1], [2, 3], 0],
  ])("line F1 of %j and %j", ([a, b], [c, d], f1) => {
    expect(spanF1({ start: a!, end: b! }, { start: c!, end: d! })).toBe(f1);
  });

  it("the greatest come first", () => {
    expect(topIndexes(Float32Array.of(3, 9, 1, 7, 9), 3)).toEqual([1, 4, 3]);
  });
});
