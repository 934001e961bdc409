import { describe, expect, it } from "@jest/globals";
import { HOUR } from "../../src/core/clock.js";
import { silenceOf } from "../../src/detection/policy.js";
import { silencesOf, weeklyWindow, type Day } from "../../src/detection/maintenance.js";

const at = (time: string): number => Date.parse(time);
const night = { days: ["fri"] as Day[], from: "22:00", to: "06:00", timezone: "UTC" };

describe("a weekly window", () => {
  // 2026-03-06 is a Friday.
  it.each<[string, string, string | null]>([
    ["before it", "2026-03-06T21:59:59Z", null],
    ["its first minute", "2026-03-06T22:00:00Z", "2026-03-06T22:00:00.000Z"],
    ["after midnight it is still Friday's", "2026-03-07T05:59:59Z", "2026-03-06T22:00:00.000Z"],
    ["its end", "2026-03-07T06:00:00Z", null],
    ["the night before is Thursday's", "2026-03-06T05:00:00Z", null],
  ])("%s", (_name, time, from) => {
    const span = weeklyWindow(night, at(time));
    expect(span && new Date(span.from).toISOString()).toBe(from);
    if (span) expect(span.to - span.from).toBe(8 * HOUR);
  });

  it.each([
    ["Europe/Berlin", "2026-03-06T21:30:00Z", true],
    ["Europe/Berlin", "2026-03-06T20:30:00Z", false],
    ["America/New_York", "2026-03-07T03:30:00Z", true],
    ["Asia/Kolkata", "2026-03-06T16:29:00Z", false],
    ["Asia/Kolkata", "2026-03-06T16:31:00Z", true],
  ])("goes by the clock of %s at %s: %s", (timezone, time, within) => {
    expect(weeklyWindow({ ...night, timezone }, at(time)) !== null).toBe(within);
  });

  it("of a whole day begins and ends at the same time", () => {
    const day = { days: ["sun"] as Day[], from: "00:00", to: "00:00", timezone: "UTC" };
    expect(weeklyWindow(day, at("2026-03-08T23:59:00Z"))).toEqual({
      from: at("2026-03-08T00:00:00Z"),
      to: at("2026-03-09T00:00:00Z"),
    });
    expect(weeklyWindow(day, at("2026-03-09T00:00:00Z"))).toBeNull();
  });
});

describe("the silences of a repository", () => {
  const now = at("2026-03-06T12:00:00Z");
  const mutes = (...given: object[]) => silencesOf({ mutes: given, maintenance: [] }, "a/a", now);
  const about = { subject: "workflow:a/a/ci.yml", repository: "a/a", service: "pay", at: now };

  it("leave out what is over or has not begun", () => {
    expect(mutes({ until: "2026-03-06T11:59:59Z" })).toEqual([]);
    const later = { from: "2026-03-06T12:00:01Z", to: "2026-03-06T13:00:00Z" };
    expect(silencesOf({ mutes: [], maintenance: [later] }, "a/a", now)).toEqual([]);
  });

  it.each<[string, object, string | undefined, boolean]>([
    ["all of the repository", { until: "2027-01-01T00:00:00Z" }, undefined, true],
    ["this service", { service: "pay" }, undefined, true],
    ["another service", { service: "web" }, undefined, false],
    ["this subject", { subject: "workflow:a/a/ci.yml" }, undefined, true],
    ["another subject", { subject: "workflow:a/a/other.yml" }, undefined, false],
    ["this detector", { detector: "threshold.rate" }, "threshold.rate", true],
    ["another detector", { detector: "threshold.rate" }, "pattern.new", false],
    ["a detector says nothing of all", { detector: "threshold.rate" }, undefined, false],
  ])("%s", (_name, mute, detector, covered) => {
    expect(silenceOf(mutes(mute), about, detector) !== undefined).toBe(covered);
  });

  it("are about the repository whose file it is, and no other", () => {
    expect(silenceOf(mutes({ service: "pay" }), { ...about, repository: "b/b" })).toBeUndefined();
  });
});
