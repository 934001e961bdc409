import { OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { flagCatalogue } from "../../src/flags/catalogue.js";
import { changeFlag, createFlags } from "../../src/flags/flags.js";
import type { Flags } from "../../src/flags/port.js";
import { PostgresProvider } from "../../src/flags/provider.js";
import { recentAudit } from "../../src/store/audit.js";
import { createDb, createPool } from "../../src/store/db.js";
import { listFlags } from "../../src/store/flags.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const clock = { now: () => new Date("2026-03-01T12:00:00Z") };
const FIX = "self_healing.fix";

let database: TestDatabase;
let flags: Flags;
beforeAll(async () => {
  database = await testDatabase();
  flags = await createFlags(database.db);
});
afterAll(async () => {
  await OpenFeature.close();
  await database.drop();
});
beforeEach(() => database.clear("flags", "audit"));
const set = (enabled: boolean | null, repository: string | null = null, name = FIX) =>
  changeFlag(database.db, clock, { name, repository, enabled, by: "ada" });

describe("flags", () => {
  it("are on until somebody switches them off", async () => {
    for (const { name } of flagCatalogue) expect([name, await flags.enabled(name, {})]).toEqual([name, true]);
  });

  it("a repository's own value wins over the general one", async () => {
    await set(false);
    await set(true, "Octo/App");
    expect(await flags.enabled(FIX, {})).toBe(false);
    expect(await flags.enabled(FIX, { repository: "octo/other" })).toBe(false);
    expect(await flags.enabled(FIX, { repository: "octo/APP" })).toBe(true);
    await set(null, "octo/app");
    expect(await flags.enabled(FIX, { repository: "octo/app" })).toBe(false);
    await set(null);
    expect(await flags.enabled(FIX, { repository: "octo/app" })).toBe(true);
    expect(await listFlags(database.db)).toEqual([]);
  });

  it("two changes at once are both kept", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => set(i % 2 === 0, `o/r${i}`)));
    expect(Object.keys((await listFlags(database.db))[0]?.value.repositories ?? {})).toHaveLength(8);
  });

  it("changes are in the audit; a name that is none is refused", async () => {
    await set(false, "o/r");
    expect(await recentAudit(database.db, 1)).toMatchObject([
      { actor: "ada", kind: "flag", subject: FIX, detail: { repository: "o/r", enabled: false } },
    ]);
    await expect(set(true, null, "self_healing.fixes")).rejects.toMatchObject({ code: "HEAL_INPUT_INVALID" });
    expect(await flags.enabled("self_healing.fixes", {})).toBe(false);
  });

  it("that cannot be read have the safe value", async () => {
    const gone = createPool("postgresql://heal:x@127.0.0.1:1/none");
    const blind = await createFlags(createDb(gone));
    for (const { name, unreadable } of flagCatalogue)
      expect([name, await blind.enabled(name, {})]).toEqual([name, unreadable]);
    await gone.end();
  });

  it("are true or false and nothing else", async () => {
    const provider = new PostgresProvider(database.db);
    for (const ask of [
      () => provider.resolveStringEvaluation(FIX),
      () => provider.resolveNumberEvaluation(FIX),
      () => provider.resolveObjectEvaluation(FIX),
    ])
      await expect(ask()).rejects.toThrow(/true or false/);
  });
});
