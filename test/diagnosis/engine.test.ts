import { describe, expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";
import { rankCauses, type Hit } from "../../src/diagnosis/rank.js";
import { failedStep } from "./support.js";

describe("diagnoseLog", () => {
  it.each([
    ["npm fetch reset", "npm error network read ECONNRESET", "network"],
    ["word ERROR in front", "ERROR: connection reset by peer", "network"],
    ["a failing go test", "--- FAIL: TestThing (0.00s)", "test_failure"],
    ["nothing known", "something odd happened", "unknown"],
  ])("%s", (_name, line, category) => {
    expect(diagnoseLogs({ text: failedStep(line) })).toMatchObject({
      category,
      failed: { command: "npm ci" },
    });
  });

  it("names step, command, test and job", () => {
    const answer = diagnoseLogs({ text: failedStep("--- FAIL: TestSum (0.00s)"), job: "unit" });
    expect(answer.failed).toEqual({ job: "unit", step: "Run npm ci", command: "npm ci", test: "TestSum" });
    expect(answer.tests).toEqual([{ name: "TestSum" }]);
  });

  it("gives `unknown` a reason and keeps what it saw", () => {
    const answer = diagnoseLogs({ text: failedStep("something odd happened") });
    expect(answer).toMatchObject({ category: "unknown", reason: expect.stringContaining("no line") });
    expect(answer.evidence.map(({ text }) => text)).toContain("something odd happened");
  });

  it("shows no secret", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const answer = diagnoseLogs({
      text: failedStep(`fatal: unable to access 'https://x:${token}@github.com/a/b'`),
    });
    expect(JSON.stringify(answer)).not.toContain(token);
  });

  it("gives as many evidence lines as wanted, at most 200", () => {
    const text = failedStep(...Array.from({ length: 400 }, (_, i) => `error: thing ${i} broke`));
    expect([0, 7, 999].map((evidence) => diagnoseLogs({ text }, { evidence }).evidence.length)).toEqual([
      0, 7, 200,
    ]);
  });

  it("gives the same failure the same fingerprint on another day", () => {
    const of = (time: string) =>
      diagnoseLogs({ text: failedStep(`${time} npm error network read ECONNRESET`) }).fingerprint;
    expect(of("2024-01-01T00:00:00.0000000Z")).toBe(of("2025-02-03T04:05:06.7890000Z"));
  });
});

describe("weigh", () => {
  const hit = (category: Hit["category"], strength: Hit["strength"], index = 0): Hit => ({
    index,
    category,
    strength,
  });
  const near = (): number => 1;

  it("lets a strict word silence generic ones", () => {
    expect(rankCauses([hit("network", "generic"), hit("disk_full", "strict")], near)).toMatchObject([
      { category: "disk_full" },
    ]);
  });

  it("is less sure when two causes are equally strong", () => {
    const alone = rankCauses([hit("network", "strict")], near)[0]!.confidence;
    const shared = rankCauses([hit("network", "strict"), hit("checkout", "strict")], near)[0]!.confidence;
    expect(alone).toBeGreaterThanOrEqual(0.8);
    expect(shared).toBeLessThan(0.6);
  });

  it("prefers what stands in the failing part", () => {
    const hits = [hit("network", "strict", 1), hit("checkout", "strict", 2)];
    expect(rankCauses(hits, (i) => (i === 2 ? 1 : 0))[0]).toMatchObject({ category: "checkout" });
  });

  it("of nothing is nothing", () => {
    expect(rankCauses([], near)).toEqual([]);
  });
});
