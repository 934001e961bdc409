import { describe, expect, it } from "@jest/globals";
import { passedRuns } from "../../src/logs/passed-runs.js";

/** Whether the first of the lines is waved through. */
function waved(lines: readonly string[]): boolean {
  const out = new Float32Array(lines.length);
  expect([...passedRuns(lines, out)]).toEqual([]);
  return out[0] === 1;
}
const noise = (lines: number): string[] =>
  Array.from({ length: lines }, (_, k) => `worker ${k}: connection refused`);
const error = "error: wrong";

describe("runs of tests that have no first line of their own", () => {
  it.each<[name: string, lines: readonly string[], wanted: boolean]>([
    [
      "RSpec from its first dots on",
      [error, "..F..", ...noise(80), "....", ...noise(80), "...", "9 examples, 0 failures"],
      true,
    ],
    [
      "RSpec from its seed on",
      [error, "Randomized with seed 12", ...noise(200), "9 examples, 0 failures"],
      false,
    ],
    [
      "Minitest from its options on",
      [error, "Run options: --seed 7", ...noise(200), "9 runs, 12 assertions, 0 failures, 0 errors, 0 skips"],
      false,
    ],
    [
      "ExUnit from its seed on",
      [error, "Running ExUnit with seed: 7, max_cases: 8", ...noise(90), "9 tests, 0 failures"],
      false,
    ],
    [
      "unittest from its first named test on",
      ["test_a (m.T) ... ok", ...noise(90), "test_b (m.T) ... ok", "Ran 2 tests in 0.01s", "", "OK"],
      true,
    ],
    ["a quiet run is short", [error, ...noise(30), "9 examples, 0 failures"], true],
    ["and not long", [error, ...noise(60), "9 examples, 0 failures"], false],
    [
      "CTest from its project on",
      ["Test project /w/build", ...noise(600), "100% tests passed, 0 tests failed out of 17"],
      true,
    ],
    [
      "CTest that did not pass",
      ["Test project /w/build", ...noise(9), "94% tests passed, 1 tests failed out of 17"],
      false,
    ],
    [
      "nothing above CTest's project",
      [error, "Test project /w/build", "100% tests passed, 0 tests failed out of 17"],
      false,
    ],
    [
      "prove from its first file on",
      ["t/a.t .. ok", ...noise(90), "t/b.t .. ok", "Files=2, Tests=9,  1 wallclock secs", "Result: PASS"],
      true,
    ],
    ["and no script's own word", [error, ...noise(9), "Result: PASS"], false],
    ["dots far above are another tool's", ["....", error, ...noise(150), "9 examples, 0 failures"], false],
    [
      "a seed right behind a run is that one's",
      ["1 examples, 0 failures", "Randomized with seed 1", error, ...noise(20), "9 examples, 0 failures"],
      true,
    ],
  ])("%s", (_name, lines, wanted) => {
    expect(waved(lines)).toBe(wanted);
  });

  it("what another tool says above a run that shows its tests counts", () => {
    expect(waved([error, ...noise(30), "....", "4 examples, 0 failures"])).toBe(false);
  });
});
