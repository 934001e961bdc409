import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { OpenCircuit } from "../../src/github/circuit.js";
import { writeHealth, type HealthRow } from "../../src/store/health.js";
import { troublesNow } from "../../src/dashboard/troubles.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, hostile, incident, NOW } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let site: Served;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});
beforeEach(() => database.clear("component_health", "incidents"));

const clock = { now: () => NOW };
const said = (component: string, state: HealthRow["state"], reason = "x", at = before(0)) =>
  writeHealth(database.db, { component, state, reason }, at);
const words = async () => (await site.get("/")).text.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");

describe("the front page", () => {
  it("says nothing of health where all is well", async () => {
    await said("heal/disk", "ok");
    expect(await words()).not.toContain("not well");
  });

  it.each(["before anything failed", "beside an incident"])(
    "says that the disk is full, %s",
    async (when) => {
      if (when.startsWith("beside")) await incident(database.db, { title: "ci failed" });
      await said("heal/disk", "down", `1 % is free ${hostile.script}`);
      const { text } = await site.get("/");
      expect(text).toMatch(/<bdi>heal\/disk<\/bdi> is <strong>down<\/strong>/);
      expect(text).toContain('<a href="/health">');
      expect(text).not.toContain(hostile.script);
      expect(await words()).toContain("since just now : 1 % is free");
    },
  );

  it("says what is no longer heard, though it was well", async () => {
    await said("heal/queue", "ok", "0 wait", before(10));
    expect(await words()).toMatch(/heal\/queue is silent since 10 min ago : no longer heard; last: 0 wait/);
  });

  it.each<[HealthRow["state"], boolean]>([
    ["degraded", true],
    ["down", false],
    ["silent", false],
  ])("is alarmed by what is %s: not so if %s", async (state, mild) => {
    await said("heal/disk", "degraded");
    await said("heal/queue", state);
    expect(await troublesNow({ db: database.db, clock })).toMatchObject({ mild });
    expect((await site.get("/")).text.includes('<div class="mild">')).toBe(mild);
  });

  it("has heal's own parts in front, and how many more there are", async () => {
    for (let n = 0; n < 7; n += 1) await said(`ci/acme/app${n}`, "down");
    await said("heal/disk", "degraded");
    const told = await troublesNow({ db: database.db, clock });
    expect(told?.components.map(({ name }) => name).slice(0, 2)).toEqual(["heal/disk", "ci/acme/app0"]);
    expect(told).toMatchObject({ more: "2 other components", problem: null });
  });
});

describe("GitHub left alone", () => {
  const circuit: OpenCircuit = { of: "7", reason: "502", since: before(3), until: NOW };

  it("is told", async () => {
    const told = await troublesNow({ db: database.db, clock, resting: () => [circuit] });
    expect(told).toMatchObject({ components: [], resting: [{ of: "installation 7", reason: "502" }] });
  });

  it("is not known where the workers do not answer, which is told instead", async () => {
    const told = await troublesNow({
      db: database.db,
      clock,
      resting: () => Promise.reject(new Error("they hang")),
    });
    expect(told).toMatchObject({ resting: [], problem: "they hang" });
  });
});
