import { describe, expect, it } from "@jest/globals";
import { compile } from "../../src/core/regex.js";

describe("patterns from outside", () => {
  it.each([
    ["conn(ection)? reset", "a connection reset by peer", true],
    ["^reset", "a reset", false],
    ["RESET", "a reset", false],
  ])("%s in %j: %s", (source, text, found) => {
    expect(compile(source).test(text)).toBe(found);
  });

  it("may ignore case", () => {
    expect(compile("RESET", { ignoreCase: true }).test("a reset")).toBe(true);
  });

  it.each(["(", "[a", "(?=x)", "(?<!x)y", "(a)\\1", "a{2,1}", "x".repeat(1_001)])("refuses %#", (source) => {
    expect(() => compile(source)).toThrow(expect.objectContaining({ code: "HEAL_PATTERN_INVALID" }));
  });

  it("takes time in proportion to the text, whatever the pattern", () => {
    const evil = compile("(a+)+$");
    expect(evil.test(`${"a".repeat(20_000)}!`)).toBe(false);
  });
});
