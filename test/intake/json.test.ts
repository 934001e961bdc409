import { describe, expect, it } from "@jest/globals";
import { MAX_DEPTH, parseJson, tooDeep } from "../../src/intake/json.js";

const nested = (depth: number, inside = "") => `${"[".repeat(depth)}${inside}${"]".repeat(depth)}`;

describe("the depth of JSON", () => {
  it.each([
    ["as deep as allowed", nested(MAX_DEPTH), false],
    ["one deeper", nested(MAX_DEPTH + 1), true],
    ["objects and lists together", `${'{"a":['.repeat(101)}${"]}".repeat(101)}`, true],
    ["brackets side by side", `[${Array(1_000).fill("[]").join(",")}]`, false],
    ["brackets in a string", `"${"[".repeat(1_000)}"`, false],
    ["brackets in a string after an escaped quote", `"\\"${"[".repeat(1_000)}"`, false],
    ["brackets after a string that ends in a backslash", `["\\\\",${nested(MAX_DEPTH)}]`, true],
    ["brackets without an end", "{".repeat(1_000_000), true],
  ])("%s", (_name, text, deep) => {
    expect(tooDeep(Buffer.from(text))).toBe(deep);
  });

  it("is what parsing refuses, without quoting the body", () => {
    expect(() => parseJson(Buffer.from(nested(MAX_DEPTH + 1)))).toThrow(/deeper than 200/);
    expect(() => parseJson(Buffer.from('{"password":"hunter2" oops'))).toThrow(/not JSON/);
    expect(() => parseJson(Buffer.from('{"password":"hunter2" oops'))).not.toThrow(/hunter2/);
  });
});
