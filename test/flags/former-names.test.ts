import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { migrations } from "../../migrations/index.js";
import { migrate, rollback } from "../../src/store/migrate.js";
import { listFlags } from "../../src/store/flags.js";
import { emptyDatabase, type TestDatabase } from "../harness/database.js";

const before = migrations.filter(({ name }) => name < "0025");
const through = migrations.filter(({ name }) => name < "0026");

let database: TestDatabase;
beforeAll(async () => void (database = await emptyDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  await migrate(database.url, before);
  await database.db.run`delete from flags`;
});

const given = async (name: string, value: object) =>
  void (await database.db.run`
    insert into flags (name, value, by, at) values (${name}, ${JSON.stringify(value)}, 'ada', '2026-03-01T12:00:00Z')`);
const kept = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (await listFlags(database.db)).map(({ name, value }) => [name, [value.enabled, value.repositories]]),
  );

it("what was switched off under a former name is off under the new one, there and back", async () => {
  await given("self_healing.fix", { enabled: null, repositories: { "o/a": true, "o/b": true } });
  await given("self_healing.agents", { enabled: false, repositories: { "o/a": false } });
  await given("self_healing.actions", { enabled: true, repositories: { "o/c": false } });
  await given("self_healing.monitoring", { enabled: false, repositories: {} });
  await migrate(database.url, through);
  expect(await kept()).toMatchObject({
    "self_healing.codegen_integration": [false, { "o/a": false, "o/b": true }],
    "self_healing.recovery": [true, { "o/c": false }],
    "self_healing.monitoring": [false, {}],
    // For processes of the version before, while an upgrade is under way.
    "self_healing.agents": [false, { "o/a": false }],
  });
  await database.db.run`delete from flags where name = 'self_healing.recovery'`;
  await rollback(database.url, through);
  expect(await kept()).toEqual({
    "self_healing.fix": [false, { "o/a": false, "o/b": true }],
    "self_healing.agents": [false, { "o/a": false, "o/b": true }],
    "self_healing.monitoring": [false, {}],
  });
});

it("nothing set stays nothing set", async () => {
  await migrate(database.url, through);
  expect(await kept()).toEqual({});
  await rollback(database.url, through);
});
