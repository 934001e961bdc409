import { describe, expect, it } from "@jest/globals";
import { failedTestsIn, type FailedTest } from "../../../src/logs/reports/from-log.js";
import { runAtOnce } from "../../../src/logs/yielding.js";

const testsIn = (...lines: string[]): FailedTest[] => runAtOnce(failedTestsIn(lines));

describe("the innermost name of a failed test", () => {
  it("stands last in Mocha's list, behind its suites", () => {
    expect(
      testsIn(
        "  1 failing",
        "",
        "  1) ledger",
        "       #post()",
        "         keeps cents:",
        "",
        "      AssertionError",
      ),
    ).toEqual([{ suite: "ledger #post()", name: "keeps cents" }]);
  });

  it("may have its error directly below it, as in Cypress", () => {
    expect(testsIn("  1) checkout", "       applies the voucher:", "     AssertionError: Timed out")).toEqual(
      [{ suite: "checkout", name: "applies the voucher" }],
    );
  });

  it("is RSpec's own line, not what follows it", () => {
    expect(testsIn("  1) Cart adds an item", "     Failure/Error:", "       expect(cart.size)", "")).toEqual([
      { name: "Cart adds an item" },
    ]);
  });

  it("is nextest's, without tests of which a further try passed", () => {
    expect(
      testsIn(
        "  TRY 1 FAIL [   0.1s] (1/9) io::http fetches",
        "  TRY 2 PASS [   0.1s] (1/9) io::http fetches",
        "  TRY 3 FAIL [   2.1s] (3/9) core::propagate propagate::energy",
      ),
    ).toEqual([{ suite: "core::propagate", name: "propagate::energy" }]);
  });
});
