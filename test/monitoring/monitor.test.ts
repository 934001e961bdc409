import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import type { Agent, Report } from "../../src/monitoring/agents/agent.js";
import { createMonitor, SILENT_AFTER, type MonitorDeps } from "../../src/monitoring/monitor.js";
import { listHealth } from "../../src/store/health.js";
import { readSeries, type Sample } from "../../src/store/metrics.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { until } from "../harness/until.js";
import { NOW } from "./runs.js";

let database: TestDatabase;
let now: Date;
let said: { fields: object; message: string }[];
beforeEach(async () => {
  database = await testDatabase();
  now = NOW;
  said = [];
});
afterEach(() => database.drop());

const forward = (ms: number): void => void (now = new Date(now.getTime() + ms));
const report = (component: string, more: Partial<Report["health"]> = {}, value = 1): Report => ({
  health: { component, state: "ok", reason: "fine", ...more },
  samples: [{ component, name: "load", value, at: now }],
});
const good = (name: string): Agent => ({ name, poll: async () => [report(name)] });
const monitor = (agents: Agent[], more: Partial<MonitorDeps> = {}) =>
  createMonitor({
    db: database.db,
    clock: { now: () => now },
    flags: { enabled: async () => true },
    log: { debug: (fields, message) => void said.push({ fields, message }) },
    agents,
    ...more,
  });
const states = async () =>
  (await listHealth(database.db)).map(({ component, state }) => `${component} ${state}`);

describe("monitor", () => {
  it("keeps health and values; since moves with the state alone", async () => {
    let state: "ok" | "degraded" = "ok";
    const one = monitor([{ name: "a", poll: async () => [report("a", { state })] }]);
    await one.poll();
    forward(30_000);
    await one.poll();
    expect(await listHealth(database.db)).toEqual([
      { component: "a", state: "ok", reason: "fine", since: NOW, checked_at: now },
    ]);
    forward(30_000);
    state = "degraded";
    await one.poll();
    expect(await listHealth(database.db)).toMatchObject([{ state: "degraded", since: now }]);
    const span = { from: NOW, to: new Date(NOW.getTime() + 10 * MINUTE) };
    expect(
      (await readSeries(database.db, { component: "a", name: "load" }, span)).map(({ count }) => count),
    ).toEqual([2, 1]);
  });

  it("stands still while its flag is off", async () => {
    await monitor([good("a")], {
      flags: { enabled: async (name) => name !== "self_healing.monitoring" },
    }).poll();
    expect(await states()).toEqual([]);
  });

  it("finds an agent that throws silent after three looks, with the reason, and the others go on", async () => {
    const one = monitor([{ name: "bad", poll: () => Promise.reject(new Error("no route")) }, good("a")]);
    await one.poll();
    expect(await states()).toEqual(["a ok"]);
    forward(SILENT_AFTER);
    await one.poll();
    expect(await states()).toEqual(["bad silent", "a ok"]);
    expect((await listHealth(database.db))[0]?.reason).toBe("nothing heard for 1m 30s: no route");
    expect(said.filter(({ message }) => message === "an agent could not look")).toHaveLength(2);
  });

  it("finds an agent that hangs silent, and does not ask it again meanwhile", async () => {
    let asked = 0;
    const hang: Agent = { name: "hang", poll: () => (asked++, new Promise<never>(() => undefined)) };
    const one = monitor([hang, good("a")], { timeoutMs: 5 });
    await one.poll();
    forward(SILENT_AFTER);
    await one.poll();
    expect([asked, await states()]).toEqual([1, ["hang silent", "a ok"]]);
  });

  it("lets an agent be heard again", async () => {
    let broken = true;
    const one = monitor([
      { name: "a", poll: () => (broken ? Promise.reject(new Error("x")) : Promise.resolve([report("a")])) },
    ]);
    await one.poll();
    forward(SILENT_AFTER);
    await one.poll();
    broken = false;
    await one.poll();
    expect(await states()).toEqual(["a ok"]);
  });

  it("refuses bad values, says so at debug, and keeps the good ones of the same agent", async () => {
    await monitor([{ name: "a", poll: async () => [report("a", {}, NaN), report("b", {}, 2)] }]).poll();
    expect(said).toEqual([
      { fields: { agent: "a", refused: { "NaN is no measurement": 1 } }, message: "samples were refused" },
    ]);
    expect(await states()).toEqual(["a ok", "b ok"]);
  });

  it("stores the others when one report cannot be stored", async () => {
    const db: MonitorDeps["db"] = {
      ...database.db,
      run: (parts, ...values) =>
        String(values[2]).includes("bad") && parts[0]?.includes("insert into component_health")
          ? Promise.reject(new Error("not stored"))
          : database.db.run(parts, ...values),
    };
    await monitor([good("bad"), good("a"), good("b")], { db }).poll();
    expect(await states()).toEqual(["a ok", "b ok"]);
    expect(said).toEqual([
      { fields: { agent: "bad", reason: "not stored" }, message: "an agent could not look" },
    ]);
  });

  it("stores in one go what has answered, and an agent that takes longer by itself", async () => {
    let writes = 0;
    let answer = (_: Report[]): void => undefined;
    const slow = new Promise<Report[]>((resolve) => (answer = resolve));
    const db: MonitorDeps["db"] = {
      ...database.db,
      run: (parts, ...values) => {
        if (parts[0]?.includes("insert into component_health")) writes++;
        return database.db.run(parts, ...values);
      },
    };
    const done = monitor([good("a"), { name: "slow", poll: () => slow }, good("b")], { db }).poll();
    await until("both", async () => (await states()).length === 2);
    expect(writes).toBe(1);
    answer([report("slow")]);
    await done;
    expect([writes, await states()]).toEqual([2, ["a ok", "b ok", "slow ok"]]);
  });

  it("tells what was stored, of what was stored alone; an observer that throws costs no look", async () => {
    const told: (readonly Sample[])[] = [];
    const observe = async (samples: readonly Sample[]) => {
      told.push(samples);
      throw new Error("not now");
    };
    const empty: Agent = { name: "empty", poll: async () => [{ ...report("empty"), samples: [] }] };
    const mixed: Agent = { name: "a", poll: async () => [report("a", {}, NaN), report("b", {}, 2)] };
    await monitor([mixed, empty], { observe }).poll();
    expect(told).toEqual([[{ component: "b", name: "load", value: 2, at: NOW }]]);
    expect(said).toContainEqual({
      fields: { what: "observing", reason: "not now" },
      message: "monitoring could not do its part",
    });
    expect(await states()).toEqual(["a ok", "b ok", "empty ok"]);
  });

  it("bears a database that is gone: nothing is thrown", async () => {
    const one = monitor([good("a")]);
    const gone = await testDatabase();
    await gone.drop();
    const other = monitor([good("a")], { db: gone.db });
    await other.poll();
    expect(said.length).toBeGreaterThan(0);
    await one.poll();
    expect(await states()).toEqual(["a ok"]);
  });

  it("bears a flag that throws", async () => {
    await monitor([good("a")], { flags: { enabled: () => Promise.reject(new Error("flags")) } }).poll();
    expect(said).toMatchObject([{ fields: { reason: "flags" } }]);
  });

  it("ends with the look under way, and its agents with it", async () => {
    let end: () => void = () => undefined;
    let began: () => void = () => undefined;
    let closed = false;
    const slow = new Promise<Report[]>((resolve) => (end = () => resolve([report("a")])));
    const asked = new Promise<void>((resolve) => (began = resolve));
    const agent: Agent = { name: "a", poll: () => (began(), slow), close: () => void (closed = true) };
    const one = monitor([agent], { firstAfter: 0 });
    one.start();
    await asked;
    const stopped = one.stop();
    end();
    await stopped;
    expect([await states(), closed]).toEqual([["a ok"], true]);
  });

  it("never looks when it is stopped before its first look", async () => {
    let asked = 0;
    const one = monitor([{ name: "a", poll: () => (asked++, Promise.resolve([])) }], { firstAfter: 0 });
    one.start();
    await one.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(0);
  });
});
