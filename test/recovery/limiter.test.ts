import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { limits } from "../../src/core/limits.js";
import type { Plan } from "../../src/decision/plan.js";
import { createLimiter } from "../../src/recovery/limiter.js";
import { claimIntent } from "../../src/store/intents.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const now = new Date("2026-03-01T12:00:00Z");
const planOf = (action: string, key: string): Plan => ({
  ...{ action, key, repository: { fullName: "acme/web", id: 1, installationId: 2 }, incidentId: null },
  ...{ params: {}, since: now.toISOString() },
});

describe("writes of the last hour", () => {
  let base: TestDatabase;
  beforeAll(async () => {
    base = await testDatabase();
    for (let i = 0; i <= limits.checkWritesPerHour; i++)
      await claimIntent(base.db, planOf("update-check-run", `check:${i}`), now, 60_000);
  });
  afterAll(() => base.drop());
  const wait = (action: string, content = false) =>
    createLimiter(base.db, { now: () => now }).wait(planOf(action, "next"), content);

  it("of check runs hold up check runs, and nothing else", async () => {
    expect((await wait("update-check-run"))?.reason).toBe("500 writes of check runs in the last hour");
    expect((await wait("create-check-run"))?.until.getTime()).toBeGreaterThan(now.getTime());
    expect(await wait("rerun-failed-jobs")).toBeNull();
    expect(await wait("create-issue", true)).toBeNull();
  });

  it("of all else hold up all else", async () => {
    for (let i = 0; i <= limits.writesPerHour; i++)
      await claimIntent(base.db, planOf("react", `react:${i}`), now, 60_000);
    expect((await wait("rerun-failed-jobs"))?.reason).toBe("250 writes in the last hour");
  });
});
