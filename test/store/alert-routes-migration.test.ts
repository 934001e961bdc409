import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { migrations } from "../../migrations/index.js";
import { findAlertRoutes } from "../../src/store/alert-routes.js";
import { migrate } from "../../src/store/migrate.js";
import { emptyDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await emptyDatabase()));
afterAll(() => database.drop());

it("what was read of heal.yml before there were routes finds its alerts", async () => {
  const { db, url } = database;
  await migrate(
    url,
    migrations.slice(
      0,
      migrations.findIndex(({ name }) => name === "0016_alert_routes"),
    ),
  );
  const row = (id: number, config: unknown) => db.run`
    insert into repositories (full_name, repository_id, installation_id, config)
    values (${`acme/app${id}`}, ${id}, 7, ${JSON.stringify(config)}::jsonb)`;
  await row(1, { services: [{ name: "a", match: { env: "prod", service: "a" } }] });
  await row(2, {
    services: [
      { name: "x", match: { env: "prod", team: "x" } },
      { name: "b", match: { env: "prod", service: "b" } },
    ],
  });
  await row(3, { services: "what?" });
  await row(4, null);
  await migrate(url);
  expect(await findAlertRoutes(db, { env: "prod", service: "b" })).toMatchObject([
    { repository_id: 2, service: "b" },
  ]);
  expect(await db.many`select label, value from alert_routes order by value`).toEqual([
    { label: "service", value: "a" },
    { label: "service", value: "b" },
    { label: "team", value: "x" },
  ]);
});
