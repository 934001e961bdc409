import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { accept, getDelivery } from "../../src/store/deliveries.js";
import type { Claim } from "../../src/store/inbox.js";
import { pack } from "../../src/store/body.js";
import { splitDelivery } from "../../src/store/delivery-parts.js";
import { claim, dueDeliveries, finish, nextDue, release, renewDeliveries } from "../../src/store/inbox.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-01T12:00:00Z");
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(() => database.clear("deliveries"));

const put = (
  id: string,
  more: { repository?: string; source?: string; priority?: number; age?: number; bytes?: number } = {},
) =>
  accept(database.db, {
    id,
    key: id,
    source: more.source ?? "github",
    event: "push",
    repository: more.repository ?? null,
    headers: {},
    body: more.bytes === undefined ? Buffer.from(id) : randomBytes(more.bytes),
    receivedAt: at(-(more.age ?? 0)),
    priority: more.priority,
  });
const take = async (limit: number, now = NOW): Promise<string[]> =>
  (await claim(database.db, { now, limit })).map(({ id }) => id);
const one = async (now: Date): Promise<Claim> => {
  const [claimed] = await claim(database.db, { now });
  if (!claimed) throw new Error("nothing was due");
  return claimed;
};

describe("claiming", () => {
  it("gives the body and holds the delivery until the lease ends", async () => {
    await put("a");
    expect(await one(NOW)).toMatchObject({
      id: "a",
      attempts: 1,
      state: "processing",
      body: Buffer.from("a"),
    });
    expect(await take(5, at(9))).toEqual([]);
    expect(await take(5, at(10))).toEqual(["a"]);
  });

  it("takes what was tried before by itself: what takes its worker down takes no others with it again", async () => {
    for (const id of ["a", "b", "c"]) await put(id, { age: 3 });
    expect(await take(5)).toHaveLength(3);
    await put("d");
    const later = [
      await take(5, at(10)),
      await take(5, at(10)),
      await take(5, at(10)),
      await take(5, at(10)),
    ];
    expect(later.map((ids) => ids.length)).toEqual([1, 1, 1, 1]);
    expect(later.flat().sort()).toEqual(["a", "b", "c", "d"]);
  });

  it("leaves a repository of which two batches are under way to those who have them", async () => {
    for (let i = 0; i < 40; i++) await put(`noisy${i}`, { repository: "o/noisy", age: 100 - i });
    expect(await take(16)).toHaveLength(16);
    expect(await take(16)).toHaveLength(16);
    expect(await take(16)).toEqual([]);
    await put("quiet", { repository: "o/quiet" });
    expect(await take(16)).toEqual(["quiet"]);
  });

  it("takes what is large by itself: others would wait for it", async () => {
    await put("a", { age: 3 });
    await put("large", { age: 2, bytes: 70_000 });
    await put("b", { age: 1 });
    expect([await take(5), await take(5), await take(5)]).toEqual([["a"], ["large"], ["b"]]);
  });

  it("takes parts one by one, before what came after them, and is stopped by none that gave way to its parts", async () => {
    for (let i = 10; i < 30; i++) await put(`whole${i}`, { source: "sentry", age: 100 - i });
    await put("after", { source: "sentry" });
    for (const claimed of [
      ...(await claim(database.db, { now: NOW, limit: 16 })),
      ...(await claim(database.db, { now: NOW, limit: 4 })),
    ]) {
      await splitDelivery(database.db, claimed, [await pack(Buffer.from("1")), await pack(Buffer.from("2"))]);
      expect(await renewDeliveries(database.db, [claimed], at(10))).toBe(0);
    }
    const order: string[] = [];
    for (let ids = await take(16); ids.length > 0; ids = await take(16)) {
      expect(ids).toHaveLength(1);
      order.push(...ids);
      await finish(database.db, { id: ids[0] ?? "", attempts: 1 }, { state: "done", incidentId: null }, NOW);
    }
    expect(order).toHaveLength(41);
    expect(order.slice(0, 3)).toEqual(["whole10#1", "whole10#2", "whole11#1"]);
    expect(order.at(-1)).toBe("after");
  });

  it("gives back what was not begun, with its attempts", async () => {
    await put("a");
    const claimed = await claim(database.db, { now: NOW });
    expect(await release(database.db, claimed)).toBe(1);
    expect(await release(database.db, claimed)).toBe(0);
    expect(await one(NOW)).toMatchObject({ id: "a", attempts: 1 });
  });

  it("lets repositories take turns, whatever one of them sends", async () => {
    for (let i = 0; i < 40; i++) await put(`noisy${i}`, { repository: "o/noisy", age: 100 - i });
    await put("quiet1", { repository: "o/quiet", age: 2 });
    await put("quiet2", { repository: "o/quiet", age: 1 });
    await put("alert", { source: "sentry" });
    expect(await take(5)).toEqual(["noisy0", "quiet1", "alert", "noisy1", "quiet2"]);
  });

  it("takes turns also when one worker ends each before it takes the next", async () => {
    for (let i = 0; i < 9; i++) await put(`noisy${i}`, { repository: "o/noisy", age: 100 - i });
    await put("quiet0", { repository: "o/quiet" });
    await put("quiet1", { repository: "o/quiet" });
    const order: string[] = [];
    for (let i = 0; i < 6; i++) {
      const claimed = await one(at(i));
      await finish(database.db, claimed, { state: "done", incidentId: null }, at(i + 0.5));
      order.push(claimed.id);
    }
    expect(order).toEqual(["noisy0", "quiet0", "noisy1", "quiet1", "noisy2", "noisy3"]);
  });

  it("counts what is under way: a newcomer goes before the noisy one's next", async () => {
    for (let i = 0; i < 9; i++) await put(`noisy${i}`, { repository: "o/noisy", age: 100 });
    await take(4);
    for (let i = 0; i < 3; i++) await put(`quiet${i}`, { repository: "o/quiet" });
    expect(await take(3)).toEqual(["quiet0", "quiet1", "quiet2"]);
  });

  it("takes commands before events before housekeeping", async () => {
    await put("sweep", { priority: 9, age: 100 });
    await put("event", { priority: 5, age: 50 });
    await put("command", { priority: 0 });
    expect(await take(3)).toEqual(["command", "event", "sweep"]);
  });

  it("never gives one to two workers", async () => {
    for (let i = 0; i < 30; i++) await put(`d${i}`, { repository: `o/${i % 3}` });
    const taken = (await Promise.all(Array.from({ length: 10 }, () => take(3)))).flat();
    expect(new Set(taken).size).toBe(taken.length);
    const rest = await take(30);
    expect(new Set([...taken, ...rest]).size).toBe(30);
  });

  it("takes a named one only when it is due", async () => {
    await put("a");
    await put("b");
    const ids = async (id: string) =>
      (await claim(database.db, { now: NOW, id, limit: 5 })).map((row) => row.id);
    expect(await ids("b")).toEqual(["b"]);
    expect(await ids("b")).toEqual([]);
    expect(await ids("none")).toEqual([]);
  });
});

describe("finishing", () => {
  it("done with its incident, ignored with a reason", async () => {
    await put("a");
    expect(await finish(database.db, await one(NOW), { state: "done", incidentId: 7 }, NOW)).toBe("done");
    expect(await getDelivery(database.db, "a")).toMatchObject({
      state: "done",
      incident_id: 7,
      reason: null,
    });
    await put("b");
    await finish(database.db, await one(NOW), { state: "ignored", reason: "ping\0" }, NOW);
    expect(await getDelivery(database.db, "b")).toMatchObject({ state: "ignored", reason: "ping\uFFFD" });
    expect(await nextDue(database.db)).toBeNull();
  });

  it("parks what fails five times, with its error, within a minute", async () => {
    await put("a");
    let now = NOW;
    const states: (string | null)[] = [];
    for (let i = 1; i <= 5; i++) {
      expect(await dueDeliveries(database.db, now, 10)).toHaveLength(1);
      states.push(await finish(database.db, await one(now), { state: "failed", reason: `error ${i}` }, now));
      if (i < 5) expect(await take(1, now)).toEqual([]);
      now = (await nextDue(database.db)) ?? now;
    }
    expect(states).toEqual(["received", "received", "received", "received", "parked"]);
    expect(await getDelivery(database.db, "a")).toMatchObject({ reason: "error 5", attempts: 5 });
    expect(now.getTime() - NOW.getTime()).toBeLessThan(60_000);
  });

  it("parks what takes five workers down with it, within a minute", async () => {
    await put("a");
    let now = NOW;
    for (let i = 0; i < 5; i++) now = at((i + 1) * 10 * Number(Boolean(await one(now))));
    expect(await take(1, now)).toEqual([]);
    expect(await getDelivery(database.db, "a")).toMatchObject({ state: "parked", attempts: 5 });
    expect((await getDelivery(database.db, "a"))?.reason).toMatch(/did not come back/);
    expect(now.getTime() - NOW.getTime()).toBeLessThan(60_000);
  });

  it("does not let a worker that was given up speak for the one that followed", async () => {
    await put("a");
    const lost = await one(NOW);
    const next = await one(at(11));
    expect(await finish(database.db, lost, { state: "failed", reason: "late" }, at(12))).toBeNull();
    expect(await finish(database.db, next, { state: "done", incidentId: null }, at(12))).toBe("done");
    expect(await finish(database.db, lost, { state: "ignored", reason: "late" }, at(13))).toBeNull();
    expect(await getDelivery(database.db, "a")).toMatchObject({ state: "done", attempts: 2 });
  });
});
