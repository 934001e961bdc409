import { expect, it } from "@jest/globals";
import { transitionOf, type Known, type AlertTransition } from "../../../src/events/alerts/episode.js";

const [one, two] = ["2026-03-01T10:00:00Z", "2026-03-01T10:20:00.000Z"];
const firing = (startedAt?: string) => ({ status: "firing" as const, ...(startedAt ? { startedAt } : {}) });
const resolved = (startedAt?: string) => ({ ...firing(startedAt), status: "resolved" as const });
const known = (statedStart: string | null, ended: boolean): Known => ({ statedStart, ended });

it.each<[string, Known | null, ReturnType<typeof firing> | ReturnType<typeof resolved>, AlertTransition]>([
  ["first firing", null, firing(one), "begins"],
  ["end of the unknown", null, resolved(one), "early"],
  ["told again", known(one, false), firing(one), "repeats"],
  ["the same moment, written otherwise", known(one, true), firing("2026-03-01T11:00:00+01:00"), "late"],
  ["its end", known(one, false), resolved(one), "ends"],
  ["its end once more", known(one, true), resolved(one), "repeats"],
  ["firing again", known(one, true), firing(two), "begins"],
  ["the first firing, after the second", known(two, false), firing(one), "late"],
  ["the end of the first, while the second fires", known(two, false), resolved(one), "late"],
  ["the end of a second that is not known yet", known(one, true), resolved(two), "early"],
  ["no start stated, firing again", known(null, true), firing(), "begins"],
  ["no start stated, told again", known(null, false), firing(), "repeats"],
  ["no start stated, its end", known(null, false), resolved(), "ends"],
  ["a start that is no time", known("soon", true), firing("soon"), "begins"],
])("%s", (_what, before, said, turn) => {
  expect(transitionOf(before, said)).toBe(turn);
});
