import { describe, expect, it } from "@jest/globals";
import { parseReport } from "../../../src/logs/reports/index.js";
import { lines } from "./samples.js";

const read = (...tap: readonly string[]) => parseReport(lines(...tap));

describe("subtests of TAP are tests, with their path as suite", () => {
  it("of node:test", () => {
    const report = read(
      "TAP version 13",
      "# Subtest: cart",
      "    # Subtest: sums",
      "        # Subtest: small ones",
      "        not ok 1 - of two \\# three # time=3ms",
      "          ---",
      "          duration_ms: 7.2",
      "          location: '/srv/cart.test.mjs:12:48'",
      "          failureType: 'testCodeFailure'",
      "          error: |-",
      "            Expected values to be strictly equal:",
      "            ",
      "            3 !== 4",
      "            ",
      "          code: 'ERR_ASSERTION'",
      "          ...",
      "        1..1",
      "    not ok 1 - sums",
      "      ---",
      "      error: '1 subtest failed'",
      "      ...",
      "    1..1",
      "not ok 1 - cart",
      "  ---",
      "  duration_ms: 36",
      "  type: 'suite'",
      "  error: '1 subtest failed'",
      "  ...",
      "1..1",
    );
    expect(report).toMatchObject({ tests: 1, failed: 1, errors: 0, duration_s: 0.036 });
    expect(report.failures).toEqual([
      {
        suite: "cart › sums",
        name: "of two # three",
        message: "Expected values to be strictly equal:\n\n3 !== 4",
        file: "/srv/cart.test.mjs",
        line: 12,
      },
    ]);
  });

  it("of Perl, whose reasons are comments", () => {
    const { failures, tests } = read(
      "# Subtest: cart",
      "    not ok 1 - sums",
      "    #   Failed test 'sums'",
      "    #   at t/cart.t line 7.",
      "    #          got: '3'",
      "    1..1",
      "    # Looks like you failed 1 test of 1.",
      "not ok 1 - cart",
      "#   Failed test 'cart'",
      "#   at t/cart.t line 9.",
      "1..1",
    );
    expect(tests).toBe(1);
    expect(failures).toEqual([
      expect.objectContaining({ suite: "cart", name: "sums", file: "t/cart.t", line: 7 }),
    ]);
    expect(failures[0]?.message).toContain("got: '3'");
  });

  it.each([
    [
      "braces on the point's line",
      ["not ok 1 - cart # time=5ms {", "    not ok 1 - sums", "    1..1", "}", "1..1"],
    ],
    [
      "braces under it",
      [
        "not ok 1 - cart",
        "  ---",
        "  duration_ms: 5",
        "  ...",
        "{",
        "    not ok 1 - sums",
        "    1..1",
        "}",
        "1..1",
      ],
    ],
  ])("in %s", (_, tap) => {
    expect(read("TAP version 14", ...tap)).toMatchObject({
      tests: 1,
      failed: 1,
      errors: 0,
      failures: [{ suite: "cart", name: "sums" }],
    });
  });

  it("names a group that failed for a reason of its own", () => {
    const { failures, tests } = read(
      "TAP version 14",
      "    ok 1 - adds",
      "    1..1",
      "not ok 1 - cart",
      "  ---",
      "  failureType: 'hookFailed'",
      "  error: 'after hook: no db'",
      "  ...",
      "1..1",
    );
    expect(tests).toBe(2);
    expect(failures).toEqual([{ suite: "", name: "cart", message: "after hook: no db" }]);
  });
});

describe("TAP", () => {
  it("is read among other output, of bats, and from two programs in one file", () => {
    const report = read(
      "npm warn deprecated",
      "1..2",
      "ok 1 adds in 2ms",
      "some output",
      "not ok 2 sums # 3 apples",
      "# (in test file test/a.bats, line 5)",
      "#   `[ 3 -eq 4 ]' failed",
      "TAP version 13",
      "1..1",
      "ok 1",
    );
    expect(report).toMatchObject({ tests: 3, passed: 2, failed: 1, errors: 0, suites: 2 });
    expect(report.failures[0]).toMatchObject({ name: "sums # 3 apples", file: "test/a.bats", line: 5 });
  });

  it.each([
    ["tape", ["    operator: equal", "    at: Test.<anonymous> (/srv/a.js:5:7)"]],
    ["node-tap", ["  at:", "    fileName: /srv/a.js", "    lineNumber: 5"]],
  ])("finds the place that %s writes", (_, yaml) => {
    const { failures } = read("1..1", "not ok 1 - a", "  ---", ...yaml, "  ...");
    expect(failures).toEqual([expect.objectContaining({ file: "/srv/a.js", line: 5 })]);
  });

  it("takes the last word of `prove` for no test", () => {
    const report = read("./closefrom ..", "1..1", "ok 1 - open", "ok", "All tests successful.");
    expect(report).toMatchObject({ tests: 1, passed: 1, errors: 0 });
  });

  it("says that nothing was run", () => {
    const report = read("1..0 # SKIP no compiler");
    expect(report).toMatchObject({ tests: 0, warnings: ["nothing was run: # SKIP no compiler"] });
  });
});
