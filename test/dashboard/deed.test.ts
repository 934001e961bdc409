import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import { actionNamed } from "../../src/recovery/actions/index.js";
import { claimIntent, finishIntent } from "../../src/store/intents.js";
import { joinOrOpen } from "../../src/store/incidents.js";
import { addOutcome } from "../../src/store/timeline.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, NOW } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let site: Served;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(
    database.db,
    undefined,
    { now: () => NOW },
    {
      undoOf: (action) => actionNamed(action)?.undo ?? null,
    },
  );
});
afterAll(async () => {
  await site.close();
  await database.drop();
});

it("what heal did last is said at the top, with its run, what came of it and how it is taken back", async () => {
  const { db } = database;
  const repository = { fullName: "acme/shop", id: 1, installationId: 7 };
  const { id } = await joinOrOpen(db, {
    ...{ key: "alert:1", kind: "alert", severity: "critical", title: "Down", service: "checkout" },
    ...{ repository, fingerprint: null, run: null, at: before(30), now: before(30) },
  });
  const page = async () => (await site.get(`/incidents/${id}`)).text;
  const act = async (action: string, key: string, url: string): Promise<void> => {
    const plan = { action, key, repository, incidentId: id, params: {}, since: before(25).toISOString() };
    const intent = await claimIntent(db, plan, before(15), MINUTE);
    if (intent === "busy" || "refused" in intent) throw new Error("not claimed");
    await finishIntent(db, intent, plan, { state: "done", effect: { url } }, before(14));
  };
  await act("create-issue", "issue:1", "https://github.com/acme/shop/issues/1");
  await act("comment", "comment:1", "https://github.com/acme/shop/issues/1#issuecomment-1");
  expect(await page()).not.toContain("heal acted:");
  await act("dispatch-workflow", "dispatch:1", "https://github.com/acme/shop/actions/runs/5");
  expect(await page()).toMatch(
    /heal acted:<\/strong> <a href="https:\/\/github\.com\/acme\/shop\/actions\/runs\/5"[^>]*>dispatch-workflow<\/a>[\s\S]{1,300}heal looks whether it helps<\/bdi>\. To take it back: Cancel the run/,
  );
  await addOutcome(db, id, {
    action: "dispatch-workflow",
    verdict: "failed",
    reason: "it fires",
    at: before(5),
  });
  expect(await page()).toContain("failed: it fires</bdi>");
});
