import { describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import type { BurnFinding } from "../../src/detection/threshold.js";
import { burn, newBurnState, newRateState, rate } from "../../src/detection/threshold.js";

const START = Date.UTC(2026, 0, 5);
const rule = { span: 12 * HOUR, leastSamples: 4, openAt: 0.75, closeAt: 0.25 };

/** `x` failed, `.` passed, a minute apart: what each changed. */
function play(results: string, gap = MINUTE): (string | null)[] {
  const state = newRateState(rule);
  return [...results].map((one, i) => rate(state, rule, { failed: one === "x", at: START + i * gap }).change);
}
const changes = (results: string): string[] =>
  play(results).flatMap((change, i) => (change === null ? [] : [`${change}@${i}`]));

describe("rate", () => {
  it.each([
    ["xxx", []],
    ["xxxx", ["opened@3"]],
    ["xx.x", ["opened@3"]],
    ["x.x.", []],
    ["....", []],
    ["xxxx....xxxx", ["opened@3"]],
    ["xxxx............", ["opened@3", "closed@15"]],
    ["xxxx............x.x.", ["opened@3", "closed@15"]],
  ])("of %s: %j", (results, expected) => expect(changes(results)).toEqual(expected));

  it("says the share and the number of samples", () => {
    const state = newRateState(rule);
    for (let i = 0; i < 3; i++) rate(state, rule, { failed: true, at: START + i });
    expect(rate(state, rule, { failed: false, at: START + 3 })).toEqual({
      change: "opened",
      rate: 0.75,
      samples: 4,
    });
  });

  it("forgets what is older than the window", () => {
    expect(play("xxxxxxxx", 13 * HOUR)).toEqual(new Array(8).fill(null));
  });

  it("does not close on silence", () => {
    const state = newRateState(rule);
    for (let i = 0; i < 4; i++) rate(state, rule, { failed: true, at: START + i });
    expect(rate(state, rule, { failed: false, at: START + 3 * DAY }).change).toBeNull();
    expect(rate(state, rule, { failed: false, at: START + 3 * DAY + MINUTE }).change).toBe("closed");
  });

  it("goes on from JSON as if nothing had happened", () => {
    const state = newRateState(rule);
    for (let i = 0; i < 3; i++) rate(state, rule, { failed: true, at: START + i });
    const again = JSON.parse(JSON.stringify(state)) as typeof state;
    const next = { failed: true, at: START + 4 };
    expect(rate(again, rule, next)).toEqual(rate(state, rule, next));
  });
});

describe("burn", () => {
  const OBJECTIVE = 0.999;
  /** Feeds 100 requests a minute of which `share` fail, and says what changed. */
  function feed(minutes: number, share: (minute: number) => number): { at: number; finding: BurnFinding }[] {
    const state = newBurnState();
    return Array.from({ length: minutes }, (_, minute) =>
      burn(state, OBJECTIVE, {
        all: 1_000,
        bad: Math.round(1_000 * share(minute)),
        at: START + minute * MINUTE,
      }).map((finding) => ({ at: minute, finding })),
    ).flat();
  }
  const opened = (of: ReturnType<typeof feed>): string[] =>
    of.flatMap(({ finding }) => (finding.change === "opened" ? [finding.rule.name] : []));

  it.each([
    ["within the budget", () => 0.0005, []],
    ["twice the sustainable speed", () => 0.002, ["slow"]],
    ["seven times", () => 0.007, ["medium", "slow"]],
    ["twenty times", () => 0.02, ["fast", "medium", "slow"]],
  ])("at %s opens what the workbook says", (_name, share, expected) => {
    expect(new Set(opened(feed(24 * 60, share)))).toEqual(new Set(expected));
  });

  it("calls within minutes when everything fails, and ends soon after", () => {
    const found = feed(400, (minute) => (minute >= 300 && minute < 320 ? 1 : 0));
    const fast = found.filter(({ finding }) => finding.rule.name === "fast");
    expect(fast.map(({ finding }) => finding.change)).toEqual(["opened", "closed"]);
    expect(fast[0]!.at - 300).toBeLessThanOrEqual(2);
    expect(fast[1]!.at - 320).toBeLessThanOrEqual(10);
  });

  it("needs more than a single failure in a quiet night", () => {
    const state = newBurnState();
    expect(burn(state, OBJECTIVE, { all: 1, bad: 1, at: START })).toEqual([]);
  });
});
