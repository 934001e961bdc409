import { describe, expect, it } from "@jest/globals";
import { decodeClassifier, sharesOf, type Named } from "../../../src/diagnosis/learned/classifier.js";
import { stored } from "../../../src/diagnosis/learned/weights.js";
import { BUCKETS, bucketsOf, wordsOf } from "../../../src/diagnosis/learned/words.js";

const model = decodeClassifier(stored);
const named = (line: string): Named => {
  const shares = sharesOf(model, bucketsOf(line));
  return model.classes[shares.indexOf(Math.max(...shares))]!;
};

describe("the words of a line", () => {
  it.each([
    ["src/cart.rs:14:5: boom", ["‹place›", "‹ext-rs›", "boom"]],
    ["GET https://a.example/x answered 503", ["get", "‹url›", "answered", "‹code-503›"]],
    ["NoSuchKeyError in parse_total", ["no", "such", "key", "error", "in", "parse", "total"]],
    ["exit status 137", ["‹exit›", "‹exit-137›"]],
  ])("%s", (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it("are the same whatever the number, the path or the host", () => {
    expect(bucketsOf("took 41 of /a/b at https://one.example/")).toEqual(
      bucketsOf("took 7 of /c/d/e at https://two.example/p"),
    );
  });

  it("fall into the buckets there are, also of a very long line", () => {
    for (const bucket of bucketsOf("weird Ünïcode ✖ ".repeat(5_000))) {
      expect(bucket).toBeGreaterThanOrEqual(0);
      expect(bucket).toBeLessThan(BUCKETS);
    }
  });
});

describe("what the shipped weights say of tools that nobody has heard of", () => {
  it.each([
    ["wobble: the stored lock is out of date with the manifest, run wobble lock", "lockfile_drift"],
    ["frobnicator could not connect: connection refused by 10.1.2.3:99", "network"],
    ["wobblectl: rejected, too many requests, slow down", "rate_limited"],
    ["frobd: heap exhausted, out of memory", "out_of_memory"],
    ["wobble notes: the build took a while", "none"],
  ])("%s", (line, category) => {
    expect(named(line)).toBe(category);
  });

  it("gives shares that are one together", () => {
    const all = sharesOf(model, bucketsOf("error: nothing in particular")).reduce((a, b) => a + b, 0);
    expect(all).toBeCloseTo(1, 9);
  });
});

it("weights that do not fit their classes are refused", () => {
  expect(() => decodeClassifier({ ...stored, classes: stored.classes.slice(1) })).toThrow("does not have");
});
