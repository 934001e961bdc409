import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { takeAlert } from "../../src/alerting/take-alert.js";
import type { CommandContext, CommandDeps } from "../../src/commands/command.js";
import { route } from "../../src/commands/route.js";
import { getIncident } from "../../src/store/incidents.js";
import { upsertRepository } from "../../src/store/repositories.js";
import { timelineOf } from "../../src/store/timeline.js";
import { before, incident, NOW } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
let id: number;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  const { db } = database;
  await database.clear("incidents", "alert_groups", "repositories");
  await upsertRepository(db, { full_name: "acme/shop", repository_id: 1, installation_id: 7 });
  const event = {
    ...({
      source: "alertmanager",
      kind: "alert",
      status: "firing",
      repository: null,
      severity: "error",
    } as const),
    ...{ title: "Slow", message: "", occurredAt: before(5), key: "alert:1", fingerprint: "f", url: null },
    ...{ service: "checkout", labels: { alertname: "Slow", service: "checkout" } },
  };
  const taken = await db.tx((tx) => takeAlert(tx, event, { delivery: null, at: before(5), now: before(5) }));
  id = taken?.incident.id ?? 0;
});

const run = (rest: string) => {
  const context: CommandContext = {
    ...{
      id: 1,
      comment: { id: 1, review: false },
      writtenAt: NOW,
      incident: null,
      author: "mona",
      role: "write",
      dryRun: false,
      rest,
    },
    repository: { fullName: "acme/shop", id: 1, installationId: 7 },
  };
  const deps: CommandDeps = {
    ...{ db: database.db, clock: { now: () => NOW }, publicUrl: "https://heal.example" },
    effects: { run: async () => ({ state: "later", reason: "none", retryAt: NOW }) },
    judge: async () => null,
    undoOf: () => null,
    killSwitch: { stopped: async () => null, stop: async () => undefined, resume: async () => false },
  };
  return route.run(context, deps);
};

it("takes an unrouted alert into the repository, and offers the line for its heal.yml", async () => {
  const given = await run(`#${id}`);
  expect(given).toMatchObject({
    kind: "answer",
    text: expect.stringContaining("match: { service: checkout }"),
  });
  expect(await getIncident(database.db, id)).toMatchObject({ repository: "acme/shop", next_step_at: NOW });
  expect((await timelineOf(database.db, id)).at(-1)).toMatchObject({
    ...{ kind: "asked", actor: "@mona", text: expect.stringMatching(/^Routed to acme\/shop by @mona\. /) },
  });
  expect(await run(String(id))).toMatchObject({ kind: "refuse", text: expect.stringContaining("already") });
});

it.each([
  ["", "Which one?"],
  ["acme/web", "Which one?"],
  ["1; drop table incidents", "Which one?"],
  ["999999", "There is no alert with the number 999999."],
])("refuses %j", async (rest, text) => {
  expect(await run(rest)).toMatchObject({ kind: "refuse", text: expect.stringContaining(text) });
});

it("refuses what is no alert", async () => {
  const ci = await incident(database.db, { title: "ci failed" });
  expect(await run(String(ci))).toMatchObject({ kind: "refuse" });
});

it("tells nobody of alerts that may be another owner's", async () => {
  await upsertRepository(database.db, { full_name: "other/app", repository_id: 2, installation_id: 8 });
  expect(await run(String(id))).toMatchObject({
    ...{ kind: "refuse", text: expect.stringContaining("several owners") },
  });
  expect(await getIncident(database.db, id)).toMatchObject({ repository: null });
});
