import { describe, expect, it } from "@jest/globals";
import { attribute, isNotMine, type Surroundings } from "../../../src/diagnosis/root-cause/attribution.js";
import { isTransient, type Category } from "../../../src/diagnosis/category.js";

const at = new Date("2026-03-01T12:00:00Z");
const passing = { of: "job" as const, passed: true, at };
const alone: Surroundings = {
  ...{ baseline: passing, onDefaultBranch: null, mended: null, branches: 0, repositories: 0 },
  ...{ reruns: { passed: 0, failed: 0 }, disownedBy: null },
};
const judged = (category: Category, around: Partial<Surroundings> = {}) =>
  attribute({ category, transient: isTransient(category) }, { ...alone, ...around });
const broken = { url: "https://github.example/issues/7", since: at, events: 12 };

describe("whose a failure is", () => {
  it.each<[string, Category, Partial<Surroundings>, string]>([
    ["passes on the default branch", "test_failure", {}, "mine"],
    [
      "the workflow passes there, the job is not known",
      "lint",
      { baseline: { ...passing, of: "workflow" } },
      "mine",
    ],
    ["nothing to compare with", "test_failure", { baseline: null }, "unknown"],
    ["red there, of something else", "test_failure", { baseline: { ...passing, passed: false } }, "unknown"],
    ["red there, alike", "test_failure", { onDefaultBranch: broken }, "pre-existing"],
    ["red there, alike, and transient", "network", { onDefaultBranch: broken }, "pre-existing"],
    ["a network's fault", "network", {}, "infrastructure"],
    ["a network's fault, first run of all", "network", { baseline: null }, "infrastructure"],
    ["a flaky test", "flaky_test", {}, "flaky"],
    ["went away when run again", "test_failure", { reruns: { passed: 3, failed: 1 } }, "flaky"],
    ["as often stayed", "test_failure", { reruns: { passed: 2, failed: 2 } }, "mine"],
    ["went away once", "test_failure", { reruns: { passed: 1, failed: 0 } }, "mine"],
    ["was on the default branch lately", "test_failure", { mended: at }, "unknown"],
    ["one other branch fails alike", "test_failure", { branches: 1 }, "mine"],
    ["several other branches do", "test_failure", { branches: 2 }, "unknown"],
    ["other repositories within the hour", "dependency_missing", { repositories: 2 }, "fleet-wide"],
    ["one other repository", "dependency_missing", { repositories: 1 }, "mine"],
    ["other repositories' tests of that name", "test_failure", { repositories: 5 }, "mine"],
    ["somebody says so", "test_failure", { disownedBy: "mia" }, "unknown"],
    [
      "somebody says so of what was there before",
      "test_failure",
      { disownedBy: "mia", onDefaultBranch: broken },
      "pre-existing",
    ],
  ])("%s", (_name, category, around, verdict) => {
    expect(judged(category, around).verdict).toBe(verdict);
  });

  it("says why in one clause", () => {
    expect(judged("test_failure").why).toBe("the same job passes on the default branch (2026-03-01)");
    expect(judged("test_failure", { onDefaultBranch: broken }).why).toBe(
      "the default branch [fails alike](https://github.example/issues/7) since 2026-03-01 (12 times)",
    );
  });

  it("clears a change only where it is known to be clear", () => {
    expect(isNotMine(judged("test_failure", { baseline: null }))).toBe(false);
    expect(isNotMine(judged("network"))).toBe(true);
  });
});
