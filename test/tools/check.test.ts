import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { changedFiles } from "../../tools/check/changed.js";
import { relatedTests } from "../../tools/check/related.js";

describe("the tests of what changed", () => {
  const tests = new Map([
    ["test/core/text.test.ts", 'import { clip } from "../../src/core/text.js";'],
    ["test/core/redact.test.ts", 'import { redact } from "../../src/core/redact.js";\n// core/text.js'],
    ["test/logs/lines.test.ts", 'import {\n  clip,\n} from "../../src/core/text.js";'],
    ["test/logs/scan.test.ts", "// Imports nothing."],
    ["test/hostile/text.test.ts", 'import { clip } from "../../src/core/text.js";'],
  ]);
  it.each([
    ["those that import it", ["src/core/text.ts"], ["test/core/text.test.ts", "test/logs/lines.test.ts"]],
    ["its mirror", ["src/logs/scan.ts"], ["test/logs/scan.test.ts"]],
    ["itself", ["test/core/redact.test.ts"], ["test/core/redact.test.ts"]],
    ["none", ["README.md", "src/core/clock.ts"], []],
  ])("%s", (_name, changed, expected) => {
    expect(relatedTests(changed, tests)).toEqual(expected);
  });
});

describe("what changed", () => {
  let root: string;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
  const write = (name: string) => writeFileSync(join(root, name), "new\n");
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "heal-check-"));
    git("init", "-q", "-b", "main");
    ["same.ts", "gone.ts", "edited.ts"].forEach((name) => writeFileSync(join(root, name), "old\n"));
    git("add", ".");
    git("commit", "-qm", "first");
    git("checkout", "-qb", "work");
    write("committed.ts");
    git("add", ".");
    git("commit", "-qm", "second");
    write("edited.ts");
    write("untracked ü.ts");
    rmSync(join(root, "gone.ts"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it("is what the branch and the working tree have beyond main", () => {
    expect(changedFiles(root)).toEqual(["committed.ts", "edited.ts", "untracked ü.ts"]);
  });

  it("is everything in a path that is given", () => {
    expect(changedFiles(root, "same.ts")).toEqual(["same.ts"]);
  });
});
