import { describe, expect, it } from "@jest/globals";
import { fixers, fixersFor } from "../../src/fix/fixers/index.js";
import { objections, gitDiff } from "./support.js";

describe("fixersFor", () => {
  it.each([
    [
      "lint",
      ["[warn] Code style issues found in 2 files. Run Prettier with --write to fix."],
      ["formatter", "lint"],
    ],
    ["lint", ["would reformat shop/total.py"], ["formatter", "lint"]],
    ["lint", ["Diff in /src/lib.rs:12:"], ["formatter", "lint"]],
    ["lint", ["error  'x' is defined but never used  no-unused-vars"], ["lint"]],
    ["lockfile_drift", [], ["lockfile"]],
    ["snapshot_mismatch", [], ["snapshot"]],
    ["test_failure", ["Run Prettier"], []],
    ["unknown", [], []],
  ])("%s with %j: %j", (category, evidence, names) => {
    expect(fixersFor(category, evidence).map((f) => f.name)).toEqual(names);
  });

  it.each([
    ["formatter", "src/deep/a.ts", true],
    ["formatter", "README.md", true],
    ["formatter", "run.exe", false],
    ["lint", "a.py", true],
    ["lint", "data.json", false],
    ["lockfile", "packages/a/yarn.lock", true],
    ["lockfile", "package.json", false],
    ["snapshot", "src/__snapshots__/a.test.ts.snap", true],
    ["snapshot", "src/a.test.ts", false],
  ])("%s may change %s: %s", (name, path, may) => {
    const fixer = fixers.find((f) => f.name === name);
    const found = objections(gitDiff(path, "a\n", "b\n"), {
      producer: name,
      allowedPaths: fixer?.allowedPaths(),
    });
    expect(found.some((o) => o.startsWith("allowed-paths"))).toBe(!may);
  });
});
