import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Plan } from "../../src/decision/plan.js";
import { claimIntent, finishIntent } from "../../src/store/intents.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const repository = { fullName: "acme/web", id: 7, installationId: 2 };
const plan = (key: string): Plan => ({
  key,
  action: "rerun-failed-jobs",
  repository,
  incidentId: null,
  params: {},
  since: NOW.toISOString(),
});

describe("an effect that an older version began", () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.drop());

  it.each([
    ["rerun:acme/web:5:1", "rerun:7:5:1"],
    ["dispatch:acme/web:12", "dispatch:7:12"],
    ["fix-run:acme/web:3", "fix-run:3"],
    ["fix-pull:acme/web:3", "fix-pull:3"],
  ])("is found by its new key (%s)", async (former, key) => {
    const begun = await claimIntent(database.db, plan(former), NOW, 1_000);
    if (begun === "busy" || "refused" in begun) throw new Error("not claimed");
    await finishIntent(database.db, begun, plan(former), { state: "done", effect: { id: 5 } }, NOW);
    expect(await claimIntent(database.db, plan(key), NOW, 1_000)).toMatchObject({
      id: begun.id,
      key,
      state: "done",
      effect: { id: 5 },
    });
  });

  it("is told from one of this version, with the key it had", async () => {
    const own = await claimIntent(database.db, plan("issue:8"), NOW, 1_000);
    expect(own).toMatchObject({ marked: true, former_key: null });
    // As version 0.1.0 writes its rows.
    const write = (key: string) => database.db.run`
      insert into intents (key, repository, action, plan, created_at) values (${key}, 'acme/web', 'comment', '{}', ${NOW})`;
    await write("issue:9");
    await write("reply:acme/web:4:5");
    expect(await claimIntent(database.db, plan("issue:9"), NOW, 1_000)).toMatchObject({
      marked: false,
      former_key: null,
    });
    expect(await claimIntent(database.db, plan("reply:7:4:5"), NOW, 1_000)).toMatchObject({
      marked: false,
      former_key: "reply:acme/web:4:5",
    });
  });

  it("is another's where the rest of the key differs", async () => {
    await claimIntent(database.db, plan("rerun:acme/web:50:1"), NOW, 1_000);
    expect(await claimIntent(database.db, plan("rerun:7:5:2"), NOW, 1_000)).toMatchObject({ attempts: 1 });
  });
});
