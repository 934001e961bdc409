import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FlakyVerdict, RunLine } from "../../src/detection/flaky.js";
import { classifyRun, newRunHistory } from "../../src/detection/flaky.js";

const line = (of: Partial<RunLine>): RunLine => ({
  run_id: 1,
  attempt: 1,
  repo: "acme/web",
  workflow: ".github/workflows/ci.yml",
  branch: "main",
  default_branch: true,
  event: "push",
  sha: "c0",
  conclusion: "failure",
  ...of,
});

/** Commits of a workflow, each failing first and then, on the second attempt, passing or failing again. */
const commits = (second: string, workflow: string, n = 30): RunLine[] =>
  Array.from({ length: n }, (_, i) => i).flatMap((i) => [
    line({ run_id: 1e6 * i, sha: `${workflow}${i}`, workflow }),
    line({ run_id: 1e6 * i, sha: `${workflow}${i}`, workflow, attempt: 2, conclusion: second }),
  ]);

const judge = (lines: readonly RunLine[], history = newRunHistory()): FlakyVerdict[] =>
  lines.map((one) => classifyRun(history, one));
const inOrder = (lines: RunLine[]): RunLine[] =>
  lines.toSorted((a, b) => a.run_id - b.run_id || a.attempt - b.attempt);

describe("judgeRun", () => {
  const past = inOrder([...commits("success", "flaky.yml"), ...commits("failure", "broken.yml")]);

  it.each([
    ["flaky.yml", "flaky"],
    ["broken.yml", "persistent"],
  ])("judges a new failure of %s as its past was: %s", (workflow, verdict) => {
    const history = newRunHistory();
    judge(past, history);
    expect(classifyRun(history, line({ run_id: 31e6, sha: "new", workflow })).verdict).toBe(verdict);
  });

  it("has no ground for a verdict on the first failure of all", () => {
    const [first] = judge([line({})]);
    expect(first).toMatchObject({ run_id: 1, attempt: 1, verdict: "unknown" });
    expect(first!.p).toBeGreaterThan(0);
    expect(first!.p).toBeLessThan(1);
  });

  it.each(["success", "cancelled", "skipped", "action_required", "neutral", "stale", null])(
    "says unknown of a line that ended with %p",
    (conclusion) => {
      const history = newRunHistory();
      judge(past, history);
      expect(classifyRun(history, line({ run_id: 31e6, conclusion })).verdict).toBe("unknown");
    },
  );

  it.each(["failure", "timed_out", "startup_failure"])("judges a line that ended with %p", (conclusion) => {
    const history = newRunHistory();
    judge(past, history);
    expect(classifyRun(history, line({ run_id: 31e6, conclusion })).verdict).not.toBe("unknown");
  });

  it("lowers p with each further failure of the same commit", () => {
    const history = newRunHistory();
    judge(past, history);
    const again = [1, 2, 3, 4].map((attempt) =>
      line({ run_id: 31e6, sha: "new", attempt, workflow: "flaky.yml" }),
    );
    const p = judge(again, history).map((one) => one.p);
    expect(p).toEqual(p.toSorted((a, b) => b - a));
  });

  it("keeps repositories apart when one of them has a past", () => {
    const history = newRunHistory();
    judge(past, history);
    const before = classifyRun(
      structuredClone(history),
      line({ run_id: 40e6, sha: "x", repo: "acme/other" }),
    ).p;
    judge(
      commits("success", "ci.yml").map((one) => ({ ...one, repo: "acme/other" })),
      history,
    );
    expect(classifyRun(history, line({ run_id: 40e6, sha: "x", repo: "acme/other" })).p).toBeGreaterThan(
      before,
    );
  });

  it("uses its own line and earlier ones only, and goes on after a restart", () => {
    const arbitrary = fc.array(
      fc.record({
        run_id: fc.integer({ min: 1, max: 1e9 }),
        attempt: fc.integer({ min: 1, max: 3 }),
        repo: fc.constantFrom("a/a", "b/b"),
        workflow: fc.constantFrom("ci.yml", "", "docs.yaml"),
        sha: fc.constantFrom("1", "2", "3"),
        conclusion: fc.constantFrom("failure", "success", "cancelled", null),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(arbitrary, fc.nat(60), (rows, cut) => {
        const lines = rows.map(line);
        const history = newRunHistory();
        const before = judge(lines.slice(0, cut), history);
        const { repeats } = history;
        const memory = JSON.stringify({ s: [...history.scopes], c: [...history.commits], repeats });
        const kept = JSON.parse(memory) as { s: []; c: []; repeats: typeof repeats };
        const after = judge(lines.slice(cut), {
          scopes: new Map(kept.s),
          commits: new Map(kept.c),
          repeats: kept.repeats,
        });
        const whole = judge(lines);
        expect([...before, ...after]).toEqual(whole);
        for (const { p } of whole) expect(p > 0 && p < 1).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
