import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { findFiles } from "../../action/src/glob.js";

let workspace: string;
const name = "a".repeat(60);
const deep = Array.from({ length: 40 }, () => "a").join("/");
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), "heal-globs-"));
  mkdirSync(join(workspace, deep), { recursive: true });
  writeFileSync(join(workspace, deep, name), "");
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

// Each of these takes a matcher that tries every way to share the letters out longer than a test may run.
it.each([
  ["stars in a name", `**/${"*a".repeat(20)}b`, `**/${"*a".repeat(20)}`],
  ["stars over folders", `${"**/a/".repeat(20)}b`, `${"**/a/".repeat(20)}*`],
])("many %s are matched at once, and rightly", async (_what, not, one) => {
  expect(await findFiles(workspace, [not])).toEqual([]);
  expect(await findFiles(workspace, [one])).toEqual([`${deep}/${name}`]);
});
