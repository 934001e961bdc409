import { describe, expect, it } from "@jest/globals";
import type { RunLine } from "../../src/detection/flaky.js";
import { classifyRun, newRunHistory } from "../../src/detection/flaky.js";
import { SCOPES, scopeKeys } from "../../src/detection/flaky-features.js";

const line = (of: Partial<RunLine>): RunLine => ({
  run_id: 1e6,
  attempt: 1,
  repo: "acme/web",
  workflow: ".github/workflows/ci-3.1.yml",
  branch: "release/1.2",
  default_branch: false,
  event: "push",
  sha: "c0",
  conclusion: "failure",
  ...of,
});

/** What a failing line is judged by after the lines before it. */
function valuesAfter(past: readonly RunLine[], last: RunLine): Map<string, number> {
  const history = newRunHistory();
  for (const one of past) classifyRun(history, one);
  let found = new Map<string, number>();
  classifyRun(history, last, ({ values }) => void (found = values));
  return found;
}

/** Commits that fail and then end `second` in their next attempt. */
const commits = (second: string, of: Partial<RunLine>, n = 12): RunLine[] =>
  Array.from({ length: n }, (_, i) => ({ ...of, run_id: 1e6 * (i + 1), sha: `c${i}` })).flatMap((one) => [
    line(one),
    line({ ...one, attempt: 2, conclusion: second }),
  ]);

describe("scopeKeys", () => {
  it("gives each scope a key of its own", () => {
    const keys = scopeKeys(line({}));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(SCOPES.length + 1);
  });

  it("takes workflows that differ by a number only for siblings", () => {
    const [one, other] = [scopeKeys(line({})), scopeKeys(line({ workflow: "ci-3.2.yml" }))];
    const at = (name: (typeof SCOPES)[number]): number => SCOPES.indexOf(name);
    expect(one[at("siblings")]).toBe(other[at("siblings")]);
    expect(one[at("workflow")]).not.toBe(other[at("workflow")]);
  });

  it.each([
    ["no slash", { repo: "web" }],
    ["nothing at all", { repo: "", workflow: "", branch: "", event: "" }],
    ["a very long branch and workflow", { branch: "x".repeat(1e5), workflow: "y".repeat(1e5) }],
    ["other alphabets", { branch: "ветка", workflow: "構築.yml" }],
  ])("has an answer to %s", (_name, of) => {
    expect(scopeKeys(line(of)).length).toBeGreaterThanOrEqual(SCOPES.length);
  });
});

describe("features", () => {
  const next = { run_id: 40e6, sha: "new" };

  it("are finite on an empty history", () => {
    for (const value of valuesAfter([], line({})).values()) expect(Number.isFinite(value)).toBe(true);
  });

  it("has an opinion on a repository's first failure from its owner's others", () => {
    const flaky = valuesAfter(commits("success", { repo: "acme/api" }), line(next)).get("owner")!;
    const broken = valuesAfter(commits("failure", { repo: "acme/api" }), line(next)).get("owner")!;
    expect(flaky).toBeGreaterThan(broken);
    expect(valuesAfter(commits("failure", { repo: "acme/web" }), line(next)).get("owner")).toBeCloseTo(0, 10);
  });

  it("leans on the sibling of a workflow that has no past itself", () => {
    const past = commits("failure", { workflow: "ci-3.2.yml" });
    const values = valuesAfter(past, line(next));
    expect(values.get("siblingsLeaning3")).toBeLessThan(0);
    expect(values.get("workflowLeaning3")).toBe(0);
  });

  it("sees how runs are repeated: further attempts, or other runs of the commit", () => {
    const attempts = commits("success", {});
    const runs = attempts.map((one) =>
      one.attempt > 1 ? { ...one, attempt: 1, run_id: one.run_id + 5 } : one,
    );
    expect(valuesAfter([], line(next)).get("attempts")).toBe(0.5);
    expect(valuesAfter(attempts, line(next)).get("attempts")).toBeGreaterThan(0.9);
    expect(valuesAfter(runs, line(next)).get("attempts")).toBeLessThan(0.1);
  });

  it("shows a commit's earlier failures only once there are some", () => {
    const seen: unknown[] = [];
    const history = newRunHistory();
    for (const [i, conclusion] of ["cancelled", "failure", "failure", "success", "failure"].entries())
      classifyRun(history, line({ attempt: i + 1, conclusion }), (judged) => {
        seen.push(judged.seen && { failed: judged.seen.failed, passed: judged.seen.passed });
      });
    expect(seen).toEqual([null, { failed: 1, passed: 0 }, { failed: 2, passed: 1 }]);
  });
});
