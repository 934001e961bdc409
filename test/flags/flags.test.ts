import { OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { flagCatalogue } from "../../src/flags/catalogue.js";
import { changeFlag, createFlags } from "../../src/flags/flags.js";
import type { Flags } from "../../src/flags/port.js";
import { PostgresProvider } from "../../src/flags/provider.js";
import { recentAudit } from "../../src/store/audit.js";
import { createDb, createPool } from "../../src/store/db.js";
import { isInShare, listFlags } from "../../src/store/flags.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const clock = { now: () => new Date("2026-03-01T12:00:00Z") };
const FIX = "self_healing.codegen_integration";

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
const share = (percent: number, repository: string | null = null) =>
  changeFlag(database.db, clock, { name: FIX, repository, enabled: null, percent, by: "ada" });
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
  });

  it.each([
    ["self_healing.fix", /is called self_healing\.codegen_integration now/],
    ["self_healing.actions", /is called self_healing\.recovery now/],
    ["self_healing.optimization", /not built yet/],
    ["self_healing.other", /there are self_healing\.error_collection, /],
  ])("%s leads on", async (name, words) => {
    await expect(set(false, null, name)).rejects.toThrow(words);
  });

  it("a share is drawn from ids: steady, nested, and about as large as it says", async () => {
    const of = (percent: number): number[] =>
      Array.from({ length: 2_000 }, (_, id) => id).filter((id) => isInShare(FIX, id, percent));
    const [small, large] = [of(25), of(50)];
    expect(small.length / 2_000).toBeCloseTo(0.25, 1);
    expect(large).toEqual(expect.arrayContaining(small));
    expect([of(0).length, of(100).length]).toEqual([0, 2_000]);
    await share(25);
    const asked = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 7].map((id) => flags.enabled(FIX, { repository: `o/r${id}`, id })),
    );
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((id) => small.includes(id)));
    // What belongs to no repository is in no share of them; a repository's own value goes first.
    expect(await flags.enabled(FIX, {})).toBe(false);
    await set(true, "o/r9");
    expect(await flags.enabled(FIX, { repository: "o/r9" })).toBe(true);
    await set(null);
    expect((await listFlags(database.db))[0]?.value).toMatchObject({ percent: null });
  });

  it.each([
    [101, null],
    [-1, null],
    [25, "o/r"],
  ])("a share of %s in %s is refused", async (percent, repository) => {
    await expect(share(percent, repository)).rejects.toMatchObject({ code: "HEAL_INPUT_INVALID" });
  });

  it("what is one for all of heal has no repositories", async () => {
    await expect(set(false, "o/r", "self_healing.monitoring")).rejects.toThrow(/all of heal/);
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
