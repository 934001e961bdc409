import { describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import type { KnownSequence, PatternHistory } from "../../src/detection/pattern.js";
import { markClosed, pattern } from "../../src/detection/pattern.js";

const START = Date.UTC(2026, 0, 5);
type Step = [minute: number, repository: string | null];

/** Plays occurrences of one fingerprint and lists what was remarkable about each. */
function play(steps: readonly Step[], sequences: readonly KnownSequence[] = []): string[][] {
  let past: PatternHistory | undefined;
  return steps.map(([minute, repository]) => {
    const one = { at: START + minute * MINUTE, repository, fingerprint: "f" };
    const { past: next, findings } = pattern(past, one, sequences);
    past = next;
    return findings.map(({ detector }) => detector);
  });
}
const every = (gap: number, n: number): Step[] => Array.from({ length: n }, (_, i) => [i * gap, "a/a"]);

describe("pattern", () => {
  it("calls a fingerprint new once", () => {
    expect(play(every(100, 3))).toEqual([["pattern.new"], [], []]);
  });

  it("calls it returned when it comes after its incident was closed, and only then", () => {
    const first = pattern(undefined, { at: START, repository: "a/a", fingerprint: "f" }).past;
    const shut = markClosed(first, START + HOUR);
    const late = pattern(shut, { at: START + 30 * MINUTE, repository: "a/a", fingerprint: "f" });
    expect(late.findings).toEqual([]);
    const back = pattern(late.past, { at: START + 3 * DAY, repository: "a/a", fingerprint: "f" });
    expect(back.findings).toMatchObject([
      { detector: "pattern.returned", numbers: { closedBefore: 3 * DAY - HOUR } },
    ]);
    expect(pattern(back.past, { at: START + 4 * DAY, repository: "a/a", fingerprint: "f" }).findings).toEqual(
      [],
    );
  });

  it.each<[string, Step[], number[]]>([
    ["six within half an hour", every(5, 6), [5]],
    ["five within half an hour", every(6, 5), []],
    ["one every ten minutes for ever", every(10, 60), []],
    ["a flood, once", every(1, 40), [5]],
    [
      "a second flood a day later",
      [...every(1, 10), ...every(1, 10).map(([m, r]): Step => [m + 1_440, r])],
      [5, 15],
    ],
  ])("surges at %s", (_name, steps, expected) => {
    const at = play(steps).flatMap((found, i) => (found.includes("pattern.surge") ? [i] : []));
    expect(at).toEqual(expected);
  });

  it.each<[string, Step[], number[]]>([
    [
      "three repositories within half an hour",
      [
        [0, "a/a"],
        [5, "a/b"],
        [9, "a/c"],
        [12, "a/d"],
      ],
      [2],
    ],
    [
      "three times the same",
      [
        [0, "a/a"],
        [5, "a/a"],
        [9, "a/a"],
      ],
      [],
    ],
    [
      "three repositories within a day",
      [
        [0, "a/a"],
        [400, "a/b"],
        [900, "a/c"],
      ],
      [],
    ],
    [
      "no repository",
      [
        [0, null],
        [1, null],
        [2, null],
      ],
      [],
    ],
  ])("suspects an outage at %s", (_name, steps, expected) => {
    const at = play(steps).flatMap((found, i) => (found.includes("pattern.spread") ? [i] : []));
    expect(at).toEqual(expected);
  });

  it("recognises a step that was written down before the version of fingerprints was raised", () => {
    const sequences = [{ name: "rollover", steps: ["v1:0c1d7a52", "v1:9be04f6d"] }];
    const detectors = (fingerprint: string): string[] =>
      pattern(undefined, { at: START, repository: null, fingerprint }, sequences).findings.map(
        ({ detector }) => detector,
      );
    expect(detectors("v2:0c1d7a52")).toContain("pattern.sequence");
    expect(detectors("v2:0c1d7a53")).not.toContain("pattern.sequence");
  });

  it("recognises the first step of a known sequence, and no other step", () => {
    const sequences = [
      { name: "disk, then database", steps: ["f", "g"] },
      { name: "single", steps: ["f"] },
      { name: "other", steps: ["g", "f"] },
    ];
    const { findings } = pattern(undefined, { at: START, repository: null, fingerprint: "f" }, sequences);
    expect(findings.filter(({ detector }) => detector === "pattern.sequence")).toEqual([
      expect.objectContaining({ reason: "the first step of disk, then database" }),
    ]);
  });

  it("keeps a fingerprint's past within 4 KB", () => {
    let past: PatternHistory | undefined;
    for (let i = 0; i < 500; i++)
      past = pattern(past, {
        at: START + i,
        repository: `some-organisation/repository-${i}`,
        fingerprint: "f",
      }).past;
    expect(JSON.stringify(past).length).toBeLessThan(4_096);
    expect(past!.seen).toBe(500);
  });
});
