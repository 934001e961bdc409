import { describe, expect, it } from "@jest/globals";
import { parseReport } from "../../../src/logs/reports/index.js";
import { lines } from "./samples.js";

const read = (...all: readonly string[]) => parseReport(lines(...all));
const sums = (tests: number, result: string): string[] => [
  `Files=2, Tests=${tests},  3 wallclock secs ( 0.03 usr  0.01 sys +  0.20 cusr  0.03 csys =  0.27 CPU)`,
  `Result: ${result}`,
];

describe("what prove prints", () => {
  it("is green when all is well", () => {
    const report = read("t/a.t ... ok", "t/b.t ... ok", "All tests successful.", ...sums(7, "PASS"));
    expect(report).toMatchObject({
      format: "prove",
      tests: 7,
      passed: 7,
      suites: 2,
      duration_s: 3,
      warnings: [],
    });
    expect(report.failures).toEqual([]);
  });

  it("names a file that died before any test", () => {
    const report = read(
      "t/a.t ..... ",
      "1..1",
      "ok 1 - loads",
      "ok",
      "t/net.t ... ",
      "Can't locate IO/Socket/SSL.pm in @INC at t/net.t line 4.",
      "Dubious, test returned 2 (wstat 512, 0x200)",
      "No subtests run ",
      "",
      "Test Summary Report",
      "-------------------",
      "t/net.t (Wstat: 512 (exited 2) Tests: 0 Failed: 0)",
      "  Non-zero exit status: 2",
      "  Parse errors: No plan found in TAP output",
      ...sums(1, "FAIL"),
    );
    expect(report).toMatchObject({ tests: 2, passed: 1, errors: 1 });
    expect(report.failures).toEqual([
      { suite: "t/net.t", name: "t/net.t", message: expect.stringMatching(/^Can't locate.*\nDubious/) },
    ]);
  });

  it.each([
    ["one", ["  Failed test:  2"], ["test 2"]],
    ["ranges", ["  Failed tests:  1-3, 5"], ["test 1", "test 2", "test 3", "test 5"]],
    ["a list on two lines", ["  Failed tests:  1, 3,", "    5"], ["test 1", "test 3", "test 5"]],
  ])("counts the tests that the summary lists: %s", (_, listed, names) => {
    const report = read(
      "t/a.t ... ",
      `Dubious, test returned ${names.length} (wstat 256, 0x100)`,
      `Failed ${names.length}/9 subtests`,
      "",
      "Test Summary Report",
      "-------------------",
      `t/a.t (Wstat: 256 Tests: 9 Failed: ${names.length})`,
      ...listed,
      "  Non-zero exit status: 1",
      ...sums(9, "FAIL"),
    );
    expect(report).toMatchObject({ tests: 9, failed: names.length, passed: 9 - names.length, errors: 0 });
    expect(report.failures.map(({ suite, name }) => `${suite} ${name}`)).toEqual(
      names.map((name) => `t/a.t ${name}`),
    );
  });

  it("names them as Test::More does on standard error", () => {
    const report = read(
      "t/a.t ... ",
      "#   Failed test 'rejects a short row'",
      "#   at t/a.t line 19.",
      "Failed 1/3 subtests",
      "",
      "Test Summary Report",
      "-------------------",
      "t/a.t (Wstat: 256 (exited 1) Tests: 3 Failed: 1)",
      "  Failed test:  2",
      ...sums(3, "FAIL"),
    );
    expect(report.failures).toEqual([
      expect.objectContaining({
        suite: "t/a.t",
        name: "rejects a short row",
        message: expect.stringContaining("line 19"),
      }),
    ]);
  });

  it("counts what failed in the output of a program once, and says where", () => {
    const report = read(
      "t/a.t ... ",
      "ok 1 - reads",
      "not ok 2 - writes",
      "",
      "#   Failed test 'writes'",
      "#   at t/a.t line 9.",
      "1..2",
      "Dubious, test returned 1 (wstat 256, 0x100)",
      "Failed 1/2 subtests",
      "",
      "Test Summary Report",
      "-------------------",
      "t/a.t (Wstat: 256 (exited 1) Tests: 2 Failed: 1)",
      "  Failed test:  2",
      ...sums(2, "FAIL"),
    );
    expect(report).toMatchObject({ tests: 2, passed: 1, failed: 1, errors: 0 });
    expect(report.failures).toEqual([
      expect.objectContaining({ suite: "t/a.t", name: "writes", file: "t/a.t", line: 9 }),
    ]);
  });

  it.each<[string, string[]]>([
    [
      "all tests passed and the program did not",
      ["1..1", "ok 1", "Dubious, test returned 255 (wstat 65280, 0xff00)", "All 1 subtests passed "],
    ],
    ["a signal ended it", ["1..2", "ok 1", "Dubious, test returned 0 (wstat 11, 0xb)"]],
    [
      "it bailed out",
      ["Bailout called.  Further testing stopped:  no db", "FAILED--Further testing stopped: no db"],
    ],
    ["the output was cut off", ["1..1", "ok 1"]],
  ])("is red where %s", (why, output) => {
    const report = read("t/a.t ... ", ...output, ...(why.includes("cut off") ? [] : sums(1, "FAIL")));
    expect(report.errors).toBe(1);
  });

  it("is not red for a TODO that passed, nor for a file that was skipped", () => {
    const report = read(
      "t/a.t .... ok",
      "t/db.t ... skipped: no db",
      "All tests successful.",
      "",
      "Test Summary Report",
      "-------------------",
      "t/a.t (Wstat: 0 Tests: 2 Failed: 0)",
      "  TODO passed:   2",
      ...sums(2, "PASS"),
    );
    expect(report).toMatchObject({ tests: 3, passed: 2, skipped: 1, failed: 0, errors: 0 });
  });
});
