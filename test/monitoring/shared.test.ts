import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import type { Agent, Report } from "../../src/monitoring/agents/agent.js";
import { createMonitor, SILENT_AFTER, type Monitor, type MonitorDeps } from "../../src/monitoring/monitor.js";
import { createInstanceSlot } from "../../src/monitoring/instance-slot.js";
import { listHealth, writeHealth } from "../../src/store/health.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { NOW } from "./runs.js";

let database: TestDatabase;
let now: Date;
/** Who looked at what. */
let looked: string[];
let running: Monitor[];
beforeEach(async () => {
  database = await testDatabase();
  [now, looked, running] = [NOW, [], []];
});
afterEach(async () => {
  for (const one of running) await one.stop();
  await database.drop();
});

const forward = (ms: number): void => void (now = new Date(now.getTime() + ms));
const report = (component: string, reason: string): Report => ({
  health: { component, state: "ok", reason },
  samples: [{ component, name: "load", value: 1, at: now }],
});
const monitorWith = (agents: Agent[], more: Partial<MonitorDeps> = {}): Monitor => {
  const one = createMonitor({
    db: database.db,
    clock: { now: () => now },
    flags: { enabled: async () => true },
    log: { debug: () => undefined },
    agents,
    ...more,
  });
  running.push(one);
  return one;
};
/** A heal of this name on the database that all share. */
const heal = (name: string): Monitor =>
  monitorWith(
    [
      { name: "ci", prefix: "ci/", poll: async () => (looked.push(`${name} ci`), [report("ci", name)]) },
      { name: "heal/disk", ofProcess: true, poll: async () => [report("heal/disk", name)] },
    ],
    { slot: createInstanceSlot(database.url) },
  );
const words = async () =>
  (await listHealth(database.db)).map(({ component, state, reason }) => `${component} ${state} ${reason}`);
const series = async () =>
  (
    await database.db.many<{
      component: string;
    }>`select distinct component from metric_series order by component`
  ).map(({ component }) => component);

describe("two processes of one database", () => {
  it("look at what is common once, and each speaks for itself", async () => {
    const [a, b] = [heal("a"), heal("b")];
    await a.poll();
    await b.poll();
    await a.poll();
    expect(looked).toEqual(["a ci", "a ci"]);
    expect(await words()).toEqual(["ci ok a", "heal/disk ok a", "heal/disk#2 ok b"]);
    expect(await series()).toEqual(["ci", "heal/disk", "heal/disk#2"]);
  });

  it("take over from one another: one that stops leaves nothing behind that is wrong", async () => {
    const [a, b] = [heal("a"), heal("b")];
    await a.poll();
    await b.poll();
    await a.stop();
    await b.poll();
    expect(looked).toEqual(["a ci", "b ci"]);
    expect(await words()).toEqual(["ci ok b", "heal/disk ok b"]);
    const c = heal("c");
    await c.poll();
    await c.stop();
    expect(await words()).toEqual(["ci ok b", "heal/disk ok b"]);
  });

  it("find the other silent, with what it said last, and forget it after an hour", async () => {
    const a = heal("a");
    await a.poll();
    await writeHealth(database.db, { component: "heal/disk#2", state: "ok", reason: "42 % free" }, now);
    forward(SILENT_AFTER - 1);
    await a.poll();
    expect((await words()).filter((word) => word.includes("silent"))).toEqual([]);
    forward(2);
    await a.poll();
    expect(await words()).toEqual([
      "heal/disk#2 silent nothing heard since 2026-03-14 12:00 UTC; it was ok: 42 % free",
      "ci ok a",
      "heal/disk ok a",
    ]);
    const since = (await listHealth(database.db))[0]?.since;
    forward(MINUTE);
    await a.poll();
    expect((await listHealth(database.db))[0]?.since).toEqual(since);
    forward(HOUR);
    await a.poll();
    expect(await words()).toEqual(["ci ok a", "heal/disk ok a"]);
  });

  it("say nothing while the database does not let them sit", async () => {
    const slot = { acquire: () => Promise.reject(new Error("no")), release: async () => undefined };
    await monitorWith([{ name: "ci", poll: async () => [report("ci", "x")] }], { slot }).poll();
    expect(await words()).toEqual([]);
  });
});

describe("components of an agent", () => {
  it("that it does not report any more are gone, those of others stay", async () => {
    let names = ["ci/acme/web", "ci/acme/api"];
    const ci: Agent = { name: "ci", prefix: "ci/", poll: async () => names.map((name) => report(name, "x")) };
    await writeHealth(database.db, { component: "cinema", state: "ok", reason: "other" }, now);
    const one = monitorWith([ci]);
    await one.poll();
    names = ["ci/acme/web"];
    await one.poll();
    expect((await words()).map((word) => word.split(" ")[0])).toEqual(["ci/acme/web", "cinema"]);
  });

  it("stay and become silent when the agent cannot look", async () => {
    let broken = false;
    const ci: Agent = {
      name: "ci",
      prefix: "ci/",
      poll: async () => {
        if (broken) throw new Error("no");
        return [report("ci", "x"), report("ci/acme/web", "x")];
      },
    };
    const one = monitorWith([ci]);
    await one.poll();
    broken = true;
    forward(SILENT_AFTER + 1);
    await one.poll();
    expect((await words()).map((word) => word.split(" ").slice(0, 2).join(" "))).toEqual([
      "ci silent",
      "ci/acme/web silent",
    ]);
  });

  it("named twice by a look have its last word", async () => {
    await monitorWith([{ name: "a", poll: async () => [report("a", "1"), report("a", "2")] }]).poll();
    expect(await words()).toEqual(["a ok 2"]);
  });

  it("have what was refused of them in their reason, others do not", async () => {
    const bad = report("a", "fine");
    bad.samples = [1, NaN, NaN, Infinity].map((value) => ({ component: "a", name: "load", value, at: now }));
    await monitorWith([{ name: "a", poll: async () => [bad, report("b", "fine")] }]).poll();
    expect(await words()).toEqual([
      "a ok fine; 2 refused: NaN is no measurement; 1 refused: Infinity is no measurement",
      "b ok fine",
    ]);
  });

  it("may take the time that their agent asks for", async () => {
    const slow: Agent = {
      name: "slow",
      timeoutMs: 5_000,
      poll: () => new Promise((resolve) => setTimeout(() => resolve([report("slow", "x")]), 30)),
    };
    const one = monitorWith([slow, { ...slow, name: "hasty", timeoutMs: 1 }], { timeoutMs: 1 });
    await one.poll();
    expect(await words()).toEqual(["slow ok x"]);
  });
});
