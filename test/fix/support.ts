import { createTwoFilesPatch } from "diff";
import {
  checkPatch,
  defaultLimits,
  type CheckContext,
  type CheckResult,
} from "../../src/fix/checks/index.js";
import { parsePatch } from "../../src/fix/patch.js";

/** What `git diff` prints for one file; null: the file is not there. */
export function gitDiff(path: string, before: string | null, after: string | null, oldPath = path): string {
  const from = before === null ? "/dev/null" : `a/${oldPath}`;
  const to = after === null ? "/dev/null" : `b/${path}`;
  const head = [`diff --git a/${oldPath} b/${path}`];
  if (before === null) head.push("new file mode 100644");
  if (after === null) head.push("deleted file mode 100644");
  if (oldPath !== path) head.push("similarity index 90%", `rename from ${oldPath}`, `rename to ${path}`);
  if (before === after) return `${head.join("\n")}\n`;
  const patch = createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, {
    context: 3,
  });
  return `${head.join("\n")}\nindex 1111111..2222222${before !== null && after !== null ? " 100644" : ""}\n${patch.slice(patch.indexOf("--- "))}`;
}

export const context = (more: Partial<CheckContext> = {}): CheckContext => ({
  producer: "codegen",
  forbidden: [],
  limits: defaultLimits,
  ...more,
});

/** What the checks object to in a patch text, as `check: reason`. */
export function objections(diff: string, more: Partial<CheckContext> = {}): string[] {
  return failed(checkPatch(parsePatch(diff), context(more))).map((r) => `${r.check}: ${r.reason}`);
}

export const failed = (results: CheckResult[]): CheckResult[] => results.filter((result) => !result.ok);
