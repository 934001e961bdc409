import { describe, expect, it } from "@jest/globals";
import { failsAlike } from "../../../src/diagnosis/root-cause/alike.js";
import type { Category } from "../../../src/diagnosis/category.js";

const job = (name: string, lines: readonly string[], category: Category = "test_failure") => ({
  ...{ name, category },
  evidence: lines.map((text, line) => ({ line, text })),
});
const test = (name: string) => ({ suite: "cart", name, message: "" });
const failure = (jobs: ReturnType<typeof job>[], tests: string[] = []) => ({ jobs, tests: tests.map(test) });

const there = failure(
  [job("test", ["FAIL cart > adds VAT (3.1 s)", "expected 90 to equal 80"])],
  ["adds VAT"],
);

describe("a job fails as on the default branch", () => {
  it.each<[string, boolean, ReturnType<typeof job>, string[]]>([
    ["the same, at another time", true, job("test", ["FAIL cart > adds VAT (2.7 s)"]), ["adds VAT"]],
    [
      "with one line more",
      false,
      job("test", ["FAIL cart > adds VAT (2 s)", "FAIL cart > ships"]),
      ["adds VAT"],
    ],
    ["with one test more", false, job("test", ["FAIL cart > adds VAT (2 s)"]), ["adds VAT", "ships"]],
    ["another job of the same words", false, job("unit", ["FAIL cart > adds VAT (2 s)"]), ["adds VAT"]],
    ["of another cause", false, job("test", ["FAIL cart > adds VAT (2 s)"], "lint"), ["adds VAT"]],
    ["without a line", false, job("test", []), []],
  ])("%s: %s", (_name, alike, own, tests) => {
    expect(failsAlike(own, failure([own], tests), there)).toBe(alike);
  });

  it("each job of several by itself", () => {
    const old = job("test", ["FAIL cart > adds VAT (2.7 s)"]);
    const fresh = job("unit", ["FAIL cart > adds VAT (2.7 s)"]);
    const own = failure([old, fresh], ["adds VAT", "ships"]);
    expect([failsAlike(old, own, there), failsAlike(fresh, own, there)]).toEqual([true, false]);
  });
});
