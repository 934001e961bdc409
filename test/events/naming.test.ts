import { describe, expect, it } from "@jest/globals";
import { isPlaceholderName, placeholderName, mayTakeName, type NameReport } from "../../src/events/naming.js";

const at = (second: number, ms = 0): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, second, ms));
const known = { fullName: "acme/shop", namedAt: at(10, 500) };
const seen = (change: Partial<NameReport> = {}): NameReport => ({
  fullName: "acme/store",
  asOf: at(20),
  from: null,
  ...change,
});
const free = { former: false, holder: null };

describe("a repository takes another name", () => {
  it.each<[string, boolean, NameReport, { former?: boolean; holderAt?: Date; known?: string }]>([
    ["it has never had", true, seen(), {}],
    ["in the very second in which it was last heard of", true, seen({ asOf: at(10) }), {}],
    ["not from a delivery of before that", false, seen({ asOf: at(9) }), {}],
    ["with other letters alone", true, seen({ fullName: "Acme/Shop" }), {}],
    ["not its own", false, seen({ fullName: "acme/shop" }), {}],
    ["of a delivery that tells no time, if it never had it", true, seen({ asOf: null }), {}],
    ["which it had before, by a newer delivery", true, seen(), { former: true }],
    ["which it had before, not by one of the same second", false, seen({ asOf: at(10) }), { former: true }],
    ["which it had before, not by one without a time", false, seen({ asOf: null }), { former: true }],
    ["from its present one, whatever the clock says", true, seen({ asOf: at(1), from: "Acme/SHOP" }), {}],
    [
      "from its present one, not the way back of long ago",
      false,
      seen({ asOf: at(1), from: "acme/shop" }),
      { former: true },
    ],
    ["from one that it no longer has, by the clock", false, seen({ asOf: at(1), from: "acme/old" }), {}],
    ["of another one, by a newer delivery", true, seen(), { holderAt: at(15) }],
    ["of another one, not by an older delivery", false, seen(), { holderAt: at(21) }],
    ["when it has none, by any delivery", true, seen({ asOf: at(1) }), { known: "acme/shop#7" }],
    [
      "when it has none, not the one that it lost",
      false,
      seen({ asOf: at(1) }),
      { known: "acme/shop#7", former: true },
    ],
  ])("%s: %p", (_what, expected, given, { former = false, holderAt, known: name = known.fullName }) => {
    const holder = holderAt ? { fullName: given.fullName, namedAt: holderAt } : null;
    expect(mayTakeName({ ...known, fullName: name }, given, { ...free, former, holder })).toBe(expected);
  });

  it("and one that lost its name has what cannot be one", () => {
    expect([isPlaceholderName("acme/shop"), isPlaceholderName(placeholderName("acme/shop", 7))]).toEqual([
      false,
      true,
    ]);
    expect(placeholderName("acme/shop#7", 7)).toBe("acme/shop#7");
  });
});
