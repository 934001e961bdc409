import { describe, expect, it } from "@jest/globals";
import { readRerankFeatures, rerankFeatureNames } from "../../../src/logs/rerank/features.js";
import { readContext } from "../../../src/logs/rerank/context.js";
import { scoreShortlist, shortlistIn } from "../../../src/logs/rerank/shortlist.js";
import { featuresOf } from "../../../src/logs/line/features.js";
import type { Additive } from "../../../src/logs/model/additive.js";
import { runAtOnce } from "../../../src/logs/yielding.js";
import type { Segment } from "../../../src/logs/candidates.js";
import { bestSegment } from "../../../src/logs/choose-segment.js";
import { jobStepsOf } from "../../../src/logs/steps.js";
import { linesOf } from "../../../src/logs/text.js";

const text = [
  "$ make test", // 0
  "cc -c a.c",
  "a.c:3:1: error: expected ';'", // 2
  "    int a",
  "    ^",
  "", // 5
  "a.c:9:1: error: unknown type name 'fd'",
  "    fd b;",
  "make: *** [a.o] Error 1", // 8
  "",
  'The command "make test" exited with 2.', // 10
  "travis_fold:start:cache.2",
  "store build cache",
].join("\n");
const { lines, ansi } = linesOf(text);
const course = jobStepsOf(lines);
const features = featuresOf(lines, ansi, course);

/** The numbers of some names for a candidate, first and last line inside. */
function read(start: number, end: number, names: readonly string[]): number[] {
  const row = readRerankFeatures(runAtOnce(readContext(lines, features, course)), { start, end });
  expect(row).toHaveLength(rerankFeatureNames.length - 2);
  return names.map((name) => row[rerankFeatureNames.indexOf(name)] ?? NaN);
}

describe("a candidate against its log", () => {
  it("is counted inside: trouble in the tools' own words, not in their closing phrases", () => {
    expect(read(2, 8, ["share:real", "times:real", "times:toolStop"])).toEqual([2 / 7, Math.log2(3), 1]);
  });

  it.each([
    ["holds the first trouble of the step, not the last", 2, 4, [1, 0]],
    ["holds the last, not the first", 6, 7, [0, 1]],
    ["holds both", 2, 7, [1, 1]],
    ["holds none", 0, 1, [0, 0]],
  ])("%s", (_, start, end, expected) =>
    expect(read(start, end, ["hasFirstReal", "hasLastReal"])).toEqual(expected),
  );

  it.each([
    ["before a closing phrase", 2, 7, [0, 0, 0, 1]],
    ["before a blank line", 2, 4, [1, 0, 0, 0]],
    ["before the verdict", 2, 9, [0, 1, 1, 1]],
  ])("ends %s", (_, start, end, expected) =>
    expect(read(start, end, ["after:blank", "after:bound", "after:ciLine", "after:toolStop"])).toEqual(
      expected,
    ),
  );

  it("knows how far the step goes on after it", () => {
    expect(read(2, 7, ["toLastSaid", "realAfter", "realBefore"])).toEqual([0, 0, 0]);
    expect(read(6, 7, ["realBefore"])).toEqual([1]);
    expect(read(11, 12, ["pastVerdict", "judged"])).toEqual([1, 1]);
  });

  it("at the edges of a log is bounded as by the CI", () =>
    expect(read(11, 12, ["after:bound", "after2:bound", "after:blank"])).toEqual([1, 1, 0]));

  it("without a failed step is held against the whole log", () => {
    const plain = linesOf("a\nb.c:1: error: x\nc\n");
    const open = jobStepsOf(plain.lines);
    const ground = runAtOnce(readContext(plain.lines, featuresOf(plain.lines, plain.ansi, open), open));
    expect(ground).toMatchObject({
      from: 0,
      verdict: 3,
      judged: false,
      firstReal: 1,
      lastReal: 1,
      lastSaid: 2,
    });
  });
});

/** A model of one column that passes its value on for 0 and 1. */
const passing = (column: number, width: number): Additive => ({
  width,
  edges: Array.from({ length: width }, (_, c) => (c === column ? Float32Array.of(0.5) : Float32Array.of())),
  offsets: Int32Array.from({ length: width }, (_, c) => c + Number(c > column)),
  weights: Float32Array.from({ length: width + 1 }, (_, k) => Number(k === column + 1)),
});

describe("rivals", () => {
  const candidates = {
    segments: Array.from({ length: 100 }, (_, k): Segment => ({ start: k % 10, end: 10 })),
    width: 1,
    values: Float32Array.from({ length: 100 }, (_, k) => Number(k === 42 || k === 57)),
  };
  const rivals = runAtOnce(shortlistIn(lines, features, course, candidates, passing(0, 1)));

  it("are the most promising 80, the best first, and know their place", () => {
    expect(rivals.segments).toHaveLength(80);
    expect([...rivals.first.slice(0, 3)]).toEqual([1, 1, 0]);
    const places = [0, 2].map((k) => [
      ...rivals.values.slice((k + 1) * rivals.width - 2, (k + 1) * rivals.width),
    ]);
    expect(places).toEqual([
      [0, 0],
      [-1, expect.closeTo(Math.log2(3))],
    ]);
  });

  it("are judged by both looks", () => {
    const holdsFirst = passing(rerankFeatureNames.indexOf("hasFirstReal"), rerankFeatureNames.length);
    const scores = scoreShortlist(rivals, holdsFirst);
    expect(rivals.segments.slice(0, 2)).toEqual([
      { start: 2, end: 10 },
      { start: 7, end: 10 },
    ]);
    expect(scores.slice(0, 2)).toEqual([2, 1]);
  });
});

describe("mostLikely", () => {
  it("takes what overlaps much with several likely ones before the likeliest that stands alone", () => {
    const segments = [
      { start: 0, end: 1 },
      { start: 20, end: 29 },
      { start: 21, end: 30 },
      { start: 22, end: 31 },
    ];
    expect(bestSegment(segments, [1, 0.5, 0.5, 0.5])?.segment).toEqual({ start: 21, end: 30 });
    expect(bestSegment(segments, [9, 0, 0, 0])).toMatchObject({ segment: { start: 0, end: 1 } });
  });

  it("of nothing is nothing", () => expect(bestSegment([], [])).toBeNull());
});
