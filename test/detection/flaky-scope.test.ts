import { describe, expect, it } from "@jest/globals";
import {
  decay,
  recentOutcomes,
  recentTrend,
  recordOutcome,
  newScope,
  gapRatio,
  recordLine,
  shrunkRate,
} from "../../src/detection/flaky-scope.js";
import type { Scope } from "../../src/detection/flaky-scope.js";

const learned = (...outcomes: ("flaky" | "persistent")[]): Scope => {
  const scope = newScope();
  for (const outcome of outcomes) recordOutcome(scope, outcome, null);
  return scope;
};

describe("outcomes of a scope", () => {
  it.each([
    ["none: the prior", learned(), 0.6],
    ["one flaky", learned("flaky"), (1 + 2 * 0.6) / 3],
    ["two persistent", learned("persistent", "persistent"), (2 * 0.6) / 4],
  ])("draws the share towards the prior: %s", (_name, scope, share) => {
    expect(shrunkRate(scope, 0.6, 2)).toBeCloseTo(share, 10);
  });

  it("takes a part out of the whole, also where the whole was forgotten", () => {
    const whole = learned("flaky", "persistent", "persistent");
    expect(shrunkRate(whole, 0.5, 2, learned("persistent", "persistent"))).toBeCloseTo(2 / 3, 10);
    expect(shrunkRate(newScope(), 0.5, 2, whole)).toBeCloseTo(0.5, 10);
  });

  it("books a persistent commit that passed after all as flaky, and forgets the former", () => {
    const scope = learned("flaky", "persistent");
    recordOutcome(scope, "flaky", "persistent");
    expect(scope).toMatchObject({ flaky: 2, persistent: 0, recent: [1, 1] });
    for (const side of recentTrend(scope)) expect(side).toBeGreaterThan(0);
  });

  it("counts a streak of equal outcomes, and begins anew when it breaks", () => {
    expect(learned("flaky", "flaky").streak).toBe(2);
    expect(learned("flaky", "flaky", "persistent").streak).toBe(-1);
  });

  it("gives the last outcomes more weight, the more so the less is kept", () => {
    const turned = learned("flaky", "flaky", "flaky", "persistent");
    expect(recentOutcomes(turned, 0.3)).toBeLessThan(0);
    expect(recentOutcomes(turned, 0.95)).toBeGreaterThan(0);
    expect(recentOutcomes(newScope(), 0.6)).toBe(0);
  });

  it("forgets the short spans first", () => {
    const scope = learned("flaky");
    recordLine(scope, 1e9, "failed");
    decay(scope, 1e9 + 1e6);
    const [minutes, hours, days, weeks] = recentTrend(scope) as [number, number, number, number];
    expect(minutes).toBeLessThan(1e-6);
    expect(hours).toBeLessThan(days);
    expect(days).toBeLessThan(weeks);
  });
});

describe("lines of a scope", () => {
  it("knows how many lines failed in a row, and what the last one did", () => {
    const scope = newScope();
    recordLine(scope, 1, "passed");
    recordLine(scope, 2, "failed");
    recordLine(scope, 3, null);
    recordLine(scope, 4, "failed");
    expect(scope).toMatchObject({ row: 2, last: 1, lines: 4, failures: 2, lastPass: 1, lastFailure: 4 });
    recordLine(scope, 5, "passed");
    expect(scope).toMatchObject({ row: 0, last: -1 });
  });

  it("says how much longer than usual nothing came", () => {
    const scope = newScope();
    expect(gapRatio(scope, 5e6)).toBe(0);
    for (let run = 1; run < 10; run++) recordLine(scope, run * 1e6, "passed");
    expect(gapRatio(scope, 10e6)).toBeCloseTo(0, 5);
    expect(gapRatio(scope, 19e6)).toBeCloseTo(Math.log(10), 2);
  });

  it("follows what comes after a commit's first failure, and the wait until its second line", () => {
    const scope = newScope();
    recordLine(scope, 1000, "failed");
    recordLine(scope, 1090, "passed", { first: 1000, lines: 1, failed: 1 });
    recordLine(scope, 5000, "failed", { first: 1000, lines: 2, failed: 1 });
    expect(scope).toMatchObject({ commits: 1, after: 2, afterPassed: 1, waits: 1, wait: 2 });
  });

  it("stays under 600 bytes however much it saw", () => {
    const scope = newScope();
    for (let i = 1; i <= 5000; i++) {
      decay(scope, 1e10 + i * 123_457);
      recordLine(scope, 1e10 + i * 123_457, i % 3 ? "failed" : "passed");
      recordOutcome(scope, i % 7 ? "flaky" : "persistent", null);
    }
    expect(JSON.stringify(scope).length).toBeLessThan(600);
  });
});
