import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MINUTE } from "../../src/core/clock.js";
import { breakerOf, installationRule, ruleOf } from "../../src/decision/breaker.js";
import type { Attempt } from "../../src/decision/attempt.js";
import { attempt, world } from "./support.js";

const { now } = world();
/** Letters from the oldest to the newest: Bad, Good, Inconclusive, Error, Under way; each with its age in minutes. */
const told = (...all: [letter: string, ago: number, began?: number][]): Attempt[] =>
  all.map(([letter, ago, began = ago]) => {
    const verdicts = { B: "failed", G: "successful", I: "inconclusive", E: "error", U: "under way" } as const;
    const verdict = verdicts[letter as keyof typeof verdicts];
    return attempt(ago, { verdict, at: new Date(now.getTime() - began * MINUTE) });
  });
const three = ruleOf("dispatch-workflow");

describe("a circuit breaker of rows", () => {
  it.each<[string, Attempt[], object]>([
    ["nothing was tried", [], { state: "closed" }],
    ["two bad", told(["B", 20], ["E", 10]), { state: "closed" }],
    ["a success between", told(["B", 40], ["B", 30], ["G", 20], ["B", 10]), { state: "closed" }],
    ["three bad", told(["B", 40], ["E", 30], ["B", 10]), { state: "open", bad: 3 }],
    [
      "what says nothing does not count",
      told(["B", 40], ["I", 30], ["B", 20], ["I", 15]),
      { state: "closed" },
    ],
    ["nor does it interrupt", told(["B", 40], ["I", 30], ["B", 20], ["B", 10]), { state: "open" }],
    ["the pause is over", told(["B", 60], ["B", 50], ["B", 31]), { state: "half-open", trial: false }],
    [
      "the trial is under way",
      told(["B", 60], ["B", 50], ["B", 31], ["U", 1]),
      { state: "half-open", trial: true },
    ],
    ["the trial helped", told(["B", 90], ["B", 80], ["B", 70], ["G", 10]), { state: "closed" }],
    [
      "the trial failed: twice the pause",
      told(["B", 190], ["B", 180], ["B", 170], ["B", 50]),
      { state: "open", bad: 4 },
    ],
    ["twice the pause is over", told(["B", 190], ["B", 180], ["B", 170], ["B", 61]), { state: "half-open" }],
    [
      "a trial that says nothing is no success",
      told(["B", 190], ["B", 180], ["B", 170], ["I", 50]),
      { state: "open" },
    ],
    [
      "what began before it opened is no trial",
      told(["B", 60], ["B", 50], ["B", 40], ["B", 5, 45]),
      { state: "half-open", bad: 3 },
    ],
    [
      "a success of what began before closes it",
      told(["B", 30], ["B", 20], ["B", 10], ["G", 5, 15]),
      { state: "closed" },
    ],
    [
      "counting begins anew",
      told(["B", 90], ["B", 80], ["B", 70], ["G", 10], ["B", 5], ["B", 4]),
      { state: "closed" },
    ],
  ])("%s", (_name, attempts, expected) => {
    expect(breakerOf(attempts, three, now)).toMatchObject(expected);
    expect(breakerOf([...attempts].reverse(), three, now)).toMatchObject(expected);
  });

  it("of an installation needs a good many bad ones close together", () => {
    const many = (letters: string, every: number) =>
      told(...[...letters].map((letter, i): [string, number] => [letter, (letters.length - i) * every]));
    expect(breakerOf(many("BBBBBBBBBB", 2), installationRule, now)).toMatchObject({ state: "open" });
    expect(breakerOf(many("BGBBBBEBGB", 2), installationRule, now)).toMatchObject({ state: "open" });
    expect(breakerOf(many("BGBBGBEBGB", 2), installationRule, now)).toEqual({ state: "closed" });
    expect(breakerOf(many("BBBBBBBBB", 2), installationRule, now)).toEqual({ state: "closed" });
    expect(breakerOf(many("BBBBBBBBBB", 10), installationRule, now)).toEqual({ state: "closed" });
  });

  it("is never open for longer than a day, and never without bad ones", () => {
    const rows = fc.array(fc.tuple(fc.constantFrom("B", "G", "I", "E"), fc.nat(30 * 24 * 60)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, (all) => {
        const attempts = told(...all.map(([letter, ago]): [string, number] => [letter, ago]));
        const at = breakerOf(attempts, three, now);
        if (at.state === "open")
          expect(at.until.getTime() - now.getTime()).toBeLessThanOrEqual(24 * 60 * MINUTE);
        if (at.state !== "closed")
          expect(
            attempts.filter(({ verdict }) => verdict === "failed" || verdict === "error").length,
          ).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});
