import { describe, expect, it } from "@jest/globals";
import { condition, evaluate, interpolate, resolve, type Scope, type Value } from "./expressions/index.js";

const scope = (status: "success" | "failure" | "cancelled" = "success"): Scope => ({
  contexts: {
    github: {
      ref: "refs/heads/main",
      event: { pull_request: { title: "it's \u0024{{ x }}", labels: [{ name: "a" }, { name: "b" }, {}] } },
    },
    inputs: { debug: true, "dry-run": "yes" },
    matrix: { node: 20, os: ["linux", "mac"] },
    steps: { build: { outputs: { path: "dist" }, outcome: "success" } },
    env: {},
  },
  status: () => status,
  hashFiles: (patterns) => `hash(${patterns.join("|")})`,
});

describe("evaluate", () => {
  it.each<[string, Value]>([
    ["1", 1],
    ["-2.5e1", -25],
    ["0xff", 255],
    ["'it''s'", "it's"],
    ["''", ""],
    ["null", null],
    ["!true", false],
    ["!!'a'", true],
    ["1 == '1'", true],
    ["'A' == 'a'", true],
    ["null == ''", true],
    ["null == 0", true],
    ["true == 1", true],
    ["'abc' == 0", false],
    ["1 != 2 && 2 < 3", true],
    ["'b' > 'A'", true],
    ["'x' < 1", false],
    ["3 >= 3 && 3 <= 3", true],
    ["false || 'default'", "default"],
    ["'' && 'never'", ""],
    ["true && 'yes' || 'no'", "yes"],
    ["false && 'yes' || 'no'", "no"],
    ["(1 == 2) == false", true],
    ["true || false && false", true],
    ["github.ref", "refs/heads/main"],
    ["GitHub.REF", "refs/heads/main"],
    ["github['ref']", "refs/heads/main"],
    ["github.event.missing.deeper", null],
    ["github.constructor", null],
    ["env.__proto__", null],
    ["inputs.dry-run", "yes"],
    ["matrix.os[1]", "mac"],
    ["matrix.os[9]", null],
    ["join(github.event.pull_request.labels.*.name, '+')", "a+b"],
    ["contains(github.event.pull_request.labels.*.name, 'B')", true],
    ["contains('Hello', 'ELL')", true],
    ["contains(matrix.os, 'li')", false],
    ["startsWith('Hello', 'he')", true],
    ["endsWith('Hello', 'LO')", true],
    ["format('{0} {{x}} {1}', 'a', 2)", "a {x} 2"],
    ["join(matrix.os)", "linux,mac"],
    ["fromJSON('[1,{\"a\":2}]')[1].a", 2],
    ["toJSON(matrix.os)", '[\n  "linux",\n  "mac"\n]'],
    ["hashFiles('**/lock', 'a')", "hash(**/lock|a)"],
    ["success()", true],
    ["failure()", false],
    ["always()", true],
  ])("%s", (source, value) => {
    expect(evaluate(source, scope())).toEqual(value);
  });

  it.each([
    ["nothing", "Unrecognized named-value: 'nothing'"],
    ["toString()", "Unrecognized function: 'tostring'"],
    ["constructor()", "Unrecognized function: 'constructor'"],
    ["1 +", "Unexpected symbol: '+'"],
    ["'open", "Unexpected symbol: ''open'"],
    ["(1", "Unexpected end of expression"],
    ["1 2", "Unexpected symbol: '2'"],
    ["github.", "Unexpected end"],
    ['"double"', "Unexpected symbol: '\"'"],
    ["format('{1}', 1)", "references more arguments"],
    ["fromJSON('{')", "Error parsing fromJson"],
  ])("refuses %s", (source, message) => {
    expect(() => evaluate(source, scope())).toThrow(message);
  });
});

describe("interpolate", () => {
  it.each([
    ["plain }} text", "plain }} text"],
    ["${{ github.ref }}", "refs/heads/main"],
    ["a${{1}}b${{ 'x}}y' }}c", "a1bx}}yc"],
    ["${{ matrix.os }} ${{ github }} ${{ null }}|", "Array Object |"],
  ])("%s", (template, text) => {
    expect(interpolate(template, scope())).toBe(text);
  });

  it("does not look for expressions in values", () => {
    expect(interpolate("${{ github.event.pull_request.title }}", scope())).toBe("it's ${{ x }}");
  });

  it("refuses an expression that is not closed", () => {
    expect(() => interpolate("${{ github.ref }", scope())).toThrow("not closed");
  });

  it("keeps the kind of a value that stands alone", () => {
    expect(resolve({ a: ["${{ matrix.os }}"], b: "x${{ 1 }}", c: 3 }, scope())).toEqual({
      a: [["linux", "mac"]],
      b: "x1",
      c: 3,
    });
  });
});

describe("condition", () => {
  it.each<[string | undefined, "success" | "failure" | "cancelled", boolean]>([
    [undefined, "success", true],
    [undefined, "failure", false],
    ["github.ref == 'refs/heads/main'", "success", true],
    ["github.ref == 'refs/heads/main'", "failure", false],
    ["${{ always() }}", "failure", true],
    ["failure()", "failure", true],
    ["failure() && inputs.debug", "failure", true],
    ["!cancelled()", "cancelled", false],
    ["cancelled()", "cancelled", true],
    ["!success()", "failure", true],
    ["x ${{ false }}", "success", true],
    ["false", "success", false],
  ])("%s when the job is a %s so far: %s", (source, status, runs) => {
    expect(condition(source, scope(status))).toBe(runs);
  });
});
