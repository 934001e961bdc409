import { describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import { storedConfig, cachedConfig } from "../../src/alerting/policy.js";
import { upsertRepository } from "../../src/store/repositories.js";
import { testDatabase } from "../harness/database.js";

describe("a repository's settings for detectors", () => {
  it("are the defaults where none are known, and are read at most once a minute by who asks often", async () => {
    const database = await testDatabase();
    const { db } = database;
    let now = new Date("2026-03-02T10:00:00Z");
    const remembered = cachedConfig({ now: () => now }, MINUTE);
    const pay = (objective: number) => ({
      services: [{ name: "pay", match: { service: "pay" }, objective }],
    });
    const told = async () => (await remembered(db, "a/a")).services.map(({ objective }) => objective);
    try {
      expect((await storedConfig(db, "a/a")).services).toEqual([]);
      await upsertRepository(db, { full_name: "a/a", repository_id: 1, config: pay(0.9) });
      expect(await told()).toEqual([0.9]);
      await upsertRepository(db, { full_name: "a/a", repository_id: 1, config: pay(0.99) });
      expect(await told()).toEqual([0.9]);
      now = new Date(now.getTime() + MINUTE);
      expect(await told()).toEqual([0.99]);
      await upsertRepository(db, { full_name: "a/a", repository_id: 1, config: { services: "broken" } });
      expect((await storedConfig(db, "a/a")).services).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
