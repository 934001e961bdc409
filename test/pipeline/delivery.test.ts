import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { DAY, MINUTE } from "../../src/core/clock.js";
import { silentLog } from "../../src/intake/log.js";
import { sources } from "../../src/intake/sources/index.js";
import { deliveryStep } from "../../src/pipeline/delivery-step.js";
import type { PipelineDeps } from "../../src/pipeline/deps.js";
import type { Wake } from "../../src/queue/port.js";
import { accept, getDelivery, replayDelivery } from "../../src/store/deliveries.js";
import type { Leases } from "../../src/store/lease.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
let base: TestDatabase;
let woken: Wake[];
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(async () => {
  await base.clear("incidents", "deliveries", "detections", "detector_states");
  woken = [];
});

let lostWakes = false;
let calls = 0;

const send = (id: string, body: object) =>
  accept(base.db, {
    ...{ id, source: "generic", key: id, event: "alert", headers: {}, receivedAt: NOW },
    body: Buffer.from(JSON.stringify({ title: id, id, ...body })),
  });
/** `meanwhile`: what happens between the claim of a delivery and its work. */
const step = (meanwhile: () => Promise<unknown> = async () => undefined) => {
  const during: Leases["during"] = async (_leaseMs, _renew, work) => {
    await meanwhile();
    return work({ lost: () => false, end: () => undefined });
  };
  const queue = {
    wake: async (wake: Wake) => void woken.push(wake),
    wakeAll: async (wakes: readonly { wake: Wake }[]) => {
      calls += 1;
      if (lostWakes) throw new Error("the queue is gone");
      woken.push(...wakes.map(({ wake }) => wake));
    },
  };
  const deps = { db: base.db, clock: { now: () => NOW }, log: silentLog, leases: { during }, queue, sources };
  return deliveryStep(deps as unknown as PipelineDeps);
};
const left = async () => ({
  incidents: (await base.db.many`select id from incidents`).length,
  events: await base.db.many<{ at: Date }>`select occurred_at as at from error_events`,
  detections: (await base.db.many`select id from detections`).length,
});

it("a delivery that another worker claimed meanwhile leaves nothing of this one's work", async () => {
  await send("stolen", { severity: "critical" });
  await step(() => base.db.run`update deliveries set attempts = attempts + 1 where id = 'stolen'`);
  expect(await left()).toEqual({ incidents: 0, events: [], detections: 0 });
  expect(await getDelivery(base.db, "stolen")).toMatchObject({ state: "processing", attempts: 2 });
  expect(woken.filter(({ task }) => task === "incident")).toEqual([]);
});

it("one that is still this worker's is written, and the incident woken", async () => {
  await send("own", { severity: "critical" });
  await step();
  expect(await left()).toMatchObject({ incidents: 1 });
  expect(await getDelivery(base.db, "own")).toMatchObject({ state: "done", attempts: 1 });
  expect(woken.filter(({ task }) => task === "incident")).not.toEqual([]);
});

it("one of several that another worker claimed meanwhile is left alone, and takes nothing from the others", async () => {
  for (const id of ["first", "stolen", "last"]) await send(id, { severity: "critical" });
  await step(() => base.db.run`update deliveries set attempts = attempts + 1 where id = 'stolen'`);
  expect((await left()).incidents).toBe(2);
  const states = ["first", "stolen", "last"].map(async (id) => (await getDelivery(base.db, id))?.state);
  expect(await Promise.all(states)).toEqual(["done", "processing", "done"]);
});

it("one that is split among several gives back those after it: they do not pass its parts", async () => {
  const many = Array.from({ length: 250 }, (_, i) => ({
    title: `many ${i}`,
    id: `m${i}`,
    severity: "critical",
  }));
  await send("a", { severity: "critical" });
  await accept(base.db, {
    ...{ id: "b", source: "generic", key: "b", event: "alert", headers: {}, receivedAt: NOW },
    body: Buffer.from(JSON.stringify(many)),
  });
  await accept(base.db, {
    ...{ id: "c", source: "generic", key: "c", event: "alert", headers: {} },
    receivedAt: new Date(NOW.getTime() + 1_000),
    body: Buffer.from(JSON.stringify({ title: "many 200", id: "m200", status: "resolved" })),
  });
  const seen: string[][] = [];
  await step(async () => {
    const held = await base.db.many<{
      id: string;
    }>`select id from deliveries where state = 'processing' order by id`;
    seen.push(held.map(({ id }) => id));
  });
  // All at first; then the parts, one by one and each before what came after them.
  expect(seen).toEqual([
    ["a", "b", "c"],
    ["b", "b#1"],
    ["b", "b#2"],
    ["b", "b#3"],
  ]);
  expect(await getDelivery(base.db, "c")).toMatchObject({ state: "received", attempts: 0 });
  await step();
  expect(await getDelivery(base.db, "c")).toMatchObject({ state: "done", attempts: 1 });
});

it("lost wake-ups lose nothing that is written", async () => {
  await send("kept", { severity: "critical" });
  lostWakes = true;
  await step().finally(() => (lostWakes = false));
  expect(await getDelivery(base.db, "kept")).toMatchObject({ state: "done" });
});

it("a burst of several batches wakes once for all of them", async () => {
  for (let i = 0; i < 40; i += 1) await send(`burst-${i}`, { severity: "critical" });
  calls = 0;
  await step();
  expect([calls, woken.filter(({ task }) => task === "incident").length]).toEqual([1, 40]);
});

it("several that say the same at once are understood once", async () => {
  for (const id of ["a-first", "b-second"]) await send(id, { id: "same", severity: "critical" });
  await base.db.run`update deliveries set semantic_key = 'same'`;
  await step();
  expect((await left()).events).toHaveLength(1);
  const found = ["a-first", "b-second"].map((id) => getDelivery(base.db, id));
  expect((await Promise.all(found)).map((one) => [one?.state, one?.reason])).toEqual([
    ["done", null],
    ["ignored", "the same event came before as a-first"],
  ]);
});

it.each([
  ["far in the future", "+275000-01-01T00:00:00Z", 5 * MINUTE],
  ["tomorrow", "2026-03-15T12:00:00Z", 5 * MINUTE],
  ["long ago", "1970-01-01T00:00:01Z", -7 * DAY],
  ["an hour ago", "2026-03-14T11:00:00Z", -60 * MINUTE],
])("of an event that its sender dates %s, what is believed is stored", async (_name, stated, apart) => {
  await send("dated", { occurred_at: stated });
  await step();
  expect((await left()).events).toEqual([{ at: new Date(NOW.getTime() + apart) }]);
});

it("what cannot be read is parked at once, with the reason, and nothing is tried again", async () => {
  await accept(base.db, {
    ...{ id: "odd", source: "sentry", key: "odd", event: "issue", headers: {}, receivedAt: NOW },
    body: Buffer.from('{"data": {"issue": 7}}'),
  });
  await step();
  expect(await getDelivery(base.db, "odd")).toMatchObject({
    state: "parked",
    attempts: 1,
    reason: expect.stringContaining("documented shape"),
  });
});

it("of a batch the events that cannot be read are parked, once, and the others go on", async () => {
  const batch = (id: string) =>
    accept(base.db, {
      ...{ id, source: "generic", key: id, event: "alert", headers: {}, receivedAt: NOW },
      body: Buffer.from(JSON.stringify([{ title: "A" }, {}, { title: "B" }])),
    });
  await batch("mixed");
  await step();
  expect((await left()).incidents).toBe(2);
  expect(await getDelivery(base.db, "mixed")).toMatchObject({ state: "done" });
  expect(await getDelivery(base.db, "mixed:unread")).toMatchObject({
    state: "parked",
    reason: expect.stringContaining("event 2"),
  });
  await replayDelivery(base.db, "mixed");
  await step();
  expect(await base.db.many`select id from deliveries where state = 'parked'`).toHaveLength(1);
});
