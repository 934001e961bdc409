import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { limits } from "../../src/core/limits.js";
import type { Plan } from "../../src/decision/plan.js";
import { createLimiter } from "../../src/recovery/limiter.js";
import { claimIntent, countWrites, intentByKey, releaseIntent } from "../../src/store/intents.js";
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

  it("of all else hold up first what edits, then what tells, and recoveries last", async () => {
    const writes = async (from: number, upTo: number) => {
      for (let i = from; i <= upTo; i++)
        await claimIntent(base.db, planOf("react", `react:${i}`), now, 60_000);
    };
    const held = async () => {
      const asked = ["update-issue", "update-comment", "create-issue", "comment", "rerun-failed-jobs"];
      const answers = await Promise.all(asked.map(async (action) => [action, await wait(action)] as const));
      return answers.filter(([, answer]) => answer !== null).map(([action]) => action);
    };
    await writes(0, limits.editsPerHour - 1);
    expect(await held()).toEqual([]);
    await writes(limits.editsPerHour, limits.editsPerHour);
    expect(await held()).toEqual(["update-issue", "update-comment"]);
    await writes(limits.editsPerHour + 1, limits.tellingWritesPerHour);
    expect(await held()).toEqual(["update-issue", "update-comment", "create-issue", "comment"]);
    await writes(limits.tellingWritesPerHour + 1, limits.writesPerHour);
    expect((await wait("rerun-failed-jobs"))?.reason).toBe("250 writes in the last hour");
  });

  it("that wait are none, until it is not known whether they were made", async () => {
    const waiting = planOf("update-issue", "react:0");
    const count = async () => (await countWrites(base.db, waiting.repository, [], now)).writesLastHour;
    const before = await count();
    const claimed = { id: 0, attempts: 1, ...(await intentByKey(base.db, waiting.key)) };
    await releaseIntent(base.db, claimed, "200 writes in the last hour", now);
    expect(await count()).toBe(before - 1);
    const again = planOf("update-issue", "react:1");
    const second = { id: 0, attempts: 1, ...(await intentByKey(base.db, again.key)) };
    await releaseIntent(base.db, second, "the answer was lost", now, "doubt");
    expect(await count()).toBe(before - 1);
  });
});
