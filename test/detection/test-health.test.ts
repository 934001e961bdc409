import { describe, expect, it } from "@jest/globals";
import { DAY } from "../../src/core/clock.js";
import type { HealthHistory } from "../../src/detection/test-health.js";
import {
  health,
  massFailure,
  newHealthHistory,
  proven,
  recordResult,
} from "../../src/detection/test-health.js";

const START = Date.UTC(2026, 0, 5);
/** Words `<key><result>`: `.` passed, `x` failed, `i` failed by infrastructure, `m` failed with all others. */
function play(words: string, history = newHealthHistory(), gap = 1_000): HealthHistory {
  return words
    .split(" ")
    .filter((word) => word !== "")
    .reduce((before, word, i) => {
      const [key, result] = [word.slice(0, -1), word.at(-1)!];
      return recordResult(before, {
        key,
        failed: result !== ".",
        infrastructure: result === "i",
        massFailure: result === "m",
        at: START + i * gap,
      });
    }, history);
}
const state = (words: string): string => health(play(words), START + DAY).state;

describe("health", () => {
  it.each([
    ["", "unknown"],
    ["a.", "passing"],
    ["a. b. c.", "passing"],
    ["ax", "born-red"],
    ["ax bx cx", "born-red"],
    ["a. bx", "unknown"],
    ["a. bx cx", "broken"],
    ["a. bx bx", "broken"],
    ["a. bx cx d.", "passing"],
    ["a. ax", "flaky"],
    ["ax a.", "flaky"],
    ["a. bx b. c. d.", "flaky"],
    ["a. bx b. cx dx", "flaky"],
    ["a. bx b. cx dx ex fx", "broken"],
    ["a. bx bx bx bx b. bx bx bx bx", "flaky"],
    ["a. bi", "infrastructure"],
    ["a. bi b.", "passing"],
    ["a. bi ci di", "infrastructure"],
    ["a. am bm cm", "passing"],
    ["am bm", "unknown"],
  ])("after `%s` is %s", (words, expected) => expect(state(words)).toBe(expected));

  it("is the surer the more results there are", () => {
    const few = health(play("a. b."), START).confidence;
    const many = health(play("a. b. c. d. e. f. g. h."), START).confidence;
    expect(few).toBeGreaterThan(0);
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThan(1);
  });

  it("lets a flaky flag end after two quiet weeks", () => {
    const history = play("a. ax b. c.");
    expect(health(history, START + 13 * DAY).state).toBe("flaky");
    expect(health(history, START + 15 * DAY).state).toBe("passing");
  });

  it("lets it end after a hundred passes, or a proof", () => {
    const history = play("a. ax");
    const passes = (n: number): string => Array.from({ length: n }, (_, i) => `p${i}.`).join(" ");
    expect(health(play(passes(99), history), START + DAY).state).toBe("flaky");
    expect(health(play(passes(100), history), START + DAY).state).toBe("passing");
    expect(health(proven(play("b.", history)), START + DAY).state).toBe("passing");
  });

  it("does not renew the flag for a commit that is known to disagree", () => {
    const history = play("a. ax b. a.");
    expect(history.flakyAt).toBe(START + 1_000);
  });

  it("remembers within 4 KB, and the same after a restart", () => {
    const words = Array.from(
      { length: 300 },
      (_, i) => `${"k".repeat(60)}${i}${i % 3 === 0 ? "x" : "."}`,
    ).join(" ");
    const history = play(words);
    expect(JSON.stringify(history).length).toBeLessThan(4_096);
    const again = JSON.parse(JSON.stringify(history)) as HealthHistory;
    expect(play("z. zx", again)).toEqual(play("z. zx", history));
  });
});

describe("massFailure", () => {
  it.each([
    [{ tests: 100, failed: 5, usual: 100 }, false],
    [{ tests: 100, failed: 79, usual: 100 }, false],
    [{ tests: 100, failed: 80, usual: 100 }, true],
    [{ tests: 75, failed: 1, usual: 100 }, false],
    [{ tests: 74, failed: 0, usual: 100 }, true],
    [{ tests: 0, failed: 0, usual: 0 }, true],
  ])("of %j is %p", (run, expected) => expect(massFailure(run)).toBe(expected));
});
