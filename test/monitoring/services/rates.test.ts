import { describe, expect, it } from "@jest/globals";
import { MINUTE, SECOND } from "../../../src/core/clock.js";
import { createRates } from "../../../src/monitoring/services/rates.js";

/** What a counter's values, one every 30 s, make of rates. */
const rates = (...values: number[]) => {
  const one = createRates();
  return values.map((value, i) => one.of("a", value, i * 30 * SECOND));
};

describe("rates", () => {
  it.each([
    ["nothing to compare with", [100], ["first"]],
    ["growth", [100, 130, 130, 190], ["first", 1, 0, 2]],
    ["a process that began anew", [100, 30, 60], ["first", 1, 1]],
    ["one that began anew at zero", [100, 0], ["first", 0]],
  ])("of %s", (_, values, expected) => expect(rates(...values)).toEqual(expected));

  it("refuse what is not newer, and keep what is known", () => {
    const one = createRates();
    one.of("a", 0, 60_000);
    expect([one.of("a", 5, 60_000), one.of("a", 5, 30_000), one.of("a", 60, 120_000)]).toEqual([
      "late",
      "late",
      1,
    ]);
  });

  it("begin again after a gap, and after a clock that was far ahead", () => {
    const one = createRates();
    one.of("a", 0, 0);
    expect([one.of("a", 1e6, 11 * MINUTE), one.of("a", 1e6 + 60, 12 * MINUTE)]).toEqual(["first", 1]);
    one.of("b", 0, 60 * MINUTE);
    expect([one.of("b", 10, 1 * MINUTE), one.of("b", 70, 2 * MINUTE)]).toEqual(["late", 1]);
  });

  it("are kept apart by series, and forgotten with theirs", () => {
    const one = createRates();
    one.of("a", 0, 0);
    one.of("b", 0, 9 * MINUTE);
    one.forget(10.5 * MINUTE);
    expect([one.of("a", 60, 9 * MINUTE), one.of("b", 60, 10 * MINUTE)]).toEqual(["first", 1]);
  });
});
