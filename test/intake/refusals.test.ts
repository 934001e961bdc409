import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { HOUR } from "../../src/core/clock.js";
import { NO_SOURCE, Refusals } from "../../src/intake/refusals.js";
import { SECRET, stand, type Stand } from "./test-server.js";

const START = new Date("2026-03-14T12:30:00Z");
const later = (hours: number) => new Date(START.getTime() + hours * HOUR);
const asked = { source: "sentry", kind: "unauthentic", reason: "wrong bearer token", at: START } as const;

it("counts by source and kind, with the last one's reason and time, the last first", () => {
  const refusals = new Refusals(START);
  refusals.note(asked);
  refusals.note({ ...asked, reason: "no Authorization header", at: later(1) });
  refusals.note({ ...asked, source: "github", at: later(2) });
  refusals.note({ ...asked, kind: "too_large", at: later(0.5) });
  expect(refusals.list(later(2))).toEqual([
    { ...asked, source: "github", at: later(2), all: 1, day: 1 },
    { ...asked, reason: "no Authorization header", at: later(1), all: 2, day: 2 },
    { ...asked, kind: "too_large", at: later(0.5), all: 1, day: 1 },
  ]);
});

it("counts the last day apart from all of it, and keeps no more hours than that", () => {
  const refusals = new Refusals(START);
  for (let hour = 0; hour < 100; hour += 1) refusals.note({ ...asked, at: later(hour) });
  expect(refusals.list(later(99))).toMatchObject([{ all: 100, day: 24 }]);
  expect(refusals.list(later(99 + 12))).toMatchObject([{ all: 100, day: 12 }]);
  expect(refusals.list(later(200))).toMatchObject([{ all: 100, day: 0 }]);
});

it("keeps no secret and no long text of a reason", () => {
  const refusals = new Refusals(START);
  refusals.note({ ...asked, reason: `ghp_${"a1B2".repeat(9)} ${"x".repeat(5_000)}` });
  const [{ reason } = { reason: "" }] = refusals.list(START);
  expect(reason).not.toContain("ghp_");
  expect(reason.length).toBeLessThanOrEqual(200);
});

let s: Stand;
const refusals = new Refusals(START);
beforeAll(async () => {
  s = await stand({ refusals });
});
afterAll(() => s.stop());

it("hears of everybody who is sent away, and of nobody else; names of strangers are one", async () => {
  await s.alert("sentry", {}, { authorization: "Bearer wrong" });
  await s.alert("grafana", "{", { authorization: `Bearer ${SECRET}` });
  await s.alert("generic", { title: "fine" });
  await s.alert("generic", { title: "text" }, { "content-type": "text/plain" });
  await s.alert("generic?preset=none", {});
  await fetch(`${s.url}/api/alerts/generic`, { method: "PUT" });
  for (let n = 0; n < 50; n += 1) await s.alert(`stranger-${n}`, {});
  const found = refusals.list(new Date()).map(({ source, kind, all }) => `${source} ${kind} ${all}`);
  expect(found.toSorted()).toEqual([
    `${NO_SOURCE} no_source 50`,
    "generic media_type 1",
    "generic method 1",
    "generic no_preset 1",
    "grafana invalid 1",
    "sentry unauthentic 1",
  ]);
});
